import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { RefusedLines } from './refused-lines.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tocsin-refused-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

it('keeps refused lines over restarts, and tells how many and when the newest came', () => {
  const refused = new RefusedLines(folder, 'refused.lp', () => 5000)
  expect(refused.setAside).toBeUndefined()
  refused.keep(['a value=1 1', '水 value=2 2'])
  refused.keep(['b value=3 3'])
  expect(refused.setAside).toEqual({ count: 3, newestAt: 5000, file: 'refused.lp' })
  expect(readFileSync(join(folder, 'refused.lp'), 'utf8')).toBe('a value=1 1\n水 value=2 2\nb value=3 3\n')
  expect(new RefusedLines(folder, 'refused.lp', () => 0).setAside).toMatchObject({ count: 3 })
})

it('fills no disk: beyond 16 MB only the number goes on', () => {
  const refused = new RefusedLines(folder, 'refused.lp', () => 1)
  const line = 'x'.repeat(1024 * 1024)
  for (let index = 0; index < 20; index++) refused.keep([line])
  expect(refused.setAside?.count).toBe(20)
  expect(readFileSync(join(folder, 'refused.lp')).length).toBeLessThanOrEqual(16 * 1024 * 1024)
})
