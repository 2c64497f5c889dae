import { expect, it } from 'vitest'
import { historyOf, redone, stepped, undone } from './draft-history.ts'

it('takes back what was typed in a cell as one step, and brings it again', () => {
  let history = stepped(historyOf('a'), 'b', 'cell 1')
  history = stepped(history, 'c', 'cell 1')
  history = stepped(history, 'd', 'cell 2')
  expect(undone(history).present).toBe('c')
  expect(undone(undone(history)).present).toBe('a')
  expect(undone(undone(undone(history))).present).toBe('a')
  expect(redone(redone(undone(undone(history)))).present).toBe('d')
})

it('forgets what was taken back once something else is done, and begins a step anew after it', () => {
  const history = stepped(undone(stepped(historyOf('a'), 'b', 'cell')), 'c', 'cell')
  expect(redone(history).present).toBe('c')
  expect(undone(history).present).toBe('a')
})
