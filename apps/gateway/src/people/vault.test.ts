import {
  appendFileSync,
  chmodSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openKeyFile } from './key-file.ts'
import { Vault } from './vault.ts'

const KEY = new Uint8Array(32).fill(7)
const OTHER_KEY = new Uint8Array(32).fill(8)
const NUMBER = '13800001234'

describe('a vault', () => {
  const vault = new Vault([KEY])

  it('opens what it sealed, and seals the same number differently each time', () => {
    const [one, other] = [vault.seal(NUMBER, 'person-1'), vault.seal(NUMBER, 'person-1')]
    expect(vault.open(one, 'person-1')).toBe(NUMBER)
    expect(Buffer.from(one).equals(Buffer.from(other))).toBe(false)
    expect(Buffer.from(one).includes(Buffer.from(NUMBER))).toBe(false)
  })

  it('does not open what was moved to somebody else, changed in any byte, or cut', () => {
    const sealed = vault.seal(NUMBER, 'person-1')
    expect(vault.open(sealed, 'person-2')).toBeUndefined()
    for (let at = 0; at < sealed.length; at++) {
      const changed = Uint8Array.from(sealed)
      changed[at] = (changed[at] as number) ^ 1
      expect(vault.open(changed, 'person-1'), `byte ${at}`).toBeUndefined()
      expect(vault.open(sealed.slice(0, at), 'person-1'), `${at} bytes`).toBeUndefined()
    }
  })

  it('opens with an older key what it would seal with a newer one, and finds by both', () => {
    const both = new Vault([KEY, OTHER_KEY])
    expect(both.open(vault.seal(NUMBER, 'person-1'), 'person-1')).toBe(NUMBER)
    expect(vault.open(both.seal(NUMBER, 'person-1'), 'person-1')).toBeUndefined()
    const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex')
    expect(both.lookups(NUMBER).map(hex)).toContain(hex(vault.lookup(NUMBER)))
    expect(hex(both.lookup(NUMBER))).not.toBe(hex(vault.lookup(NUMBER)))
  })
})

describe('a key file', () => {
  let folder: string
  let file: string
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'tocsin-key-'))
    file = join(folder, 'people.key')
  })
  afterEach(() => rmSync(folder, { recursive: true }))

  it('is made once, for its owner alone', () => {
    const made = openKeyFile(file)
    expect(made).toMatchObject({ made: true, damaged: 0 })
    expect(statSync(file).mode & 0o777).toBe(0o600)
    expect(openKeyFile(file)).toEqual({ keys: made.keys, made: false, damaged: 0 })
  })

  it('is taken from others who may read it, as after a back-up', () => {
    const { keys } = openKeyFile(file)
    chmodSync(file, 0o644)
    expect(openKeyFile(file).keys).toEqual(keys)
    expect(statSync(file).mode & 0o777).toBe(0o600)
  })

  it('keeps what stands in it when no line can be read, and gets a new key below', () => {
    writeFileSync(file, 'tocsin-people-key-1 half-a-k')
    const { keys, made, damaged } = openKeyFile(file)
    expect([keys.length, made, damaged]).toEqual([1, true, 1])
    expect(readFileSync(file, 'utf8')).toMatch(
      /^tocsin-people-key-1 half-a-k\ntocsin-people-key-1 [\w+/]{43}=\n$/,
    )
    expect(openKeyFile(file)).toEqual({ keys, made: false, damaged: 1 })
  })

  it('takes a lost key back as one more line', () => {
    const lost = openKeyFile(file)
    const line = readFileSync(file, 'utf8')
    const sealed = new Vault(lost.keys).seal(NUMBER, 'person-1')
    rmSync(file)
    expect(new Vault(openKeyFile(file).keys).open(sealed, 'person-1')).toBeUndefined()
    appendFileSync(file, line)
    expect(new Vault(openKeyFile(file).keys).open(sealed, 'person-1')).toBe(NUMBER)
  })
})
