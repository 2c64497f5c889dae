import { describe, expect, it } from 'vitest'
import { commandFor, PAGE_KEYS, type Pressed, SHEET, type SingleKeys } from './keys.ts'

const press = (key: string, with_: Partial<Pressed> = {}): Pressed => ({
  key,
  ctrl: false,
  alt: false,
  typing: false,
  inDialog: false,
  ...with_,
})
const asks = (key: string, single: SingleKeys, with_: Partial<Pressed> = {}) =>
  commandFor(press(key, with_), single)?.kind

describe('a key that is pressed', () => {
  it('does nothing by itself until single keys are turned on, but for the question mark', () => {
    for (const key of ['j', 'a', '1', 'f', 'm', 't', 'G', 'e', 'o', 'x'])
      expect(asks(key, 'undecided'), key).toBeUndefined()
    expect(asks('?', 'undecided')).toBe('sheet')
    expect(asks('?', 'off')).toBeUndefined()
    expect(asks('a', 'on')).toBe('acknowledge')
    expect(asks('A', 'on')).toBe('acknowledge')
    expect(asks('A', 'on', { shift: true })).toBe('acknowledge-selected')
    expect(asks('X', 'undecided', { shift: true })).toBeUndefined()
    expect(asks('X', 'on', { shift: true })).toBe('select-range')
  })
  it("is text where text is typed, and the dialogue's own while one is open", () => {
    for (const where of [{ typing: true }, { inDialog: true }]) {
      for (const key of ['a', '?', '3', 'Escape']) expect(asks(key, 'on', where), key).toBeUndefined()
    }
  })
  it('opens the palette with Ctrl from anywhere', () => {
    expect(asks('k', 'off', { ctrl: true, typing: true })).toBe('palette')
    expect(asks('k', 'on', { ctrl: true, inDialog: true })).toBe('palette')
  })
  it('leaves the keys of the browser alone', () => {
    for (const key of ['a', 'c', 'f', 't', 'n', '1', 'l'])
      expect(asks(key, 'on', { ctrl: true }), key).toBeUndefined()
    expect(asks('f', 'on', { alt: true })).toBeUndefined()
  })
  it('goes to the page of its number', () => {
    expect(commandFor(press('3'), 'on')).toEqual({ kind: 'page', place: 2 })
  })
  it('is on the sheet, each one', () => {
    const letters = SHEET.flatMap(({ keys }) => keys).map((key) => key.toLowerCase())
    for (const key of [...PAGE_KEYS, 'j', 'k', 'a', 'c', 'g', 'm', 't', 'o', 'x', '?'])
      expect(letters).toContain(key)
  })
})
