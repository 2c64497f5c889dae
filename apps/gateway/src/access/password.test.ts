import { argon2Sync } from 'node:crypto'
import { expect, it } from 'vitest'
import { HashGate, TooBusy } from './hash-gate.ts'
import { Passwords } from './password.ts'

const passwords = new Passwords()

it('keeps algorithm and parameters with each hash: argon2id, 19 MiB, two passes, one lane', async () => {
  const stored = await passwords.hash('correct horse')
  expect(stored).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$[\w+/]{22}\$[\w+/]{43}$/)
  expect(await passwords.hash('correct horse')).not.toBe(stored)
})

it('verifies the right password and no other', async () => {
  const stored = await passwords.hash('correct horse')
  expect(await passwords.verify('correct horse', stored)).toBe(true)
  expect(await passwords.verify('Correct horse', stored)).toBe(false)
  expect(await passwords.verify('', stored)).toBe(false)
})

it('takes the same characters for the same password, however a keyboard composes them', async () => {
  const stored = await passwords.hash('caf\u00e9 au lait')
  expect(await passwords.verify('cafe\u0301 au lait', stored)).toBe(true)
})

it('verifies a hash by the parameters it was made with, and knows that they are old', async () => {
  const salt = Buffer.from('an old salt 16 b')
  const hash = argon2Sync('argon2id', {
    message: 'old password',
    nonce: salt,
    memory: 64,
    passes: 1,
    parallelism: 1,
    tagLength: 32,
  })
  const bare = (bytes: Buffer) => bytes.toString('base64').replaceAll('=', '')
  const stored = `$argon2id$v=19$m=64,t=1,p=1$${bare(salt)}$${bare(hash)}`
  expect(await passwords.verify('old password', stored)).toBe(true)
  expect(passwords.isOutdated(stored)).toBe(true)
  expect(passwords.isOutdated(await passwords.hash('x'))).toBe(false)
})

it('works as hard for a user who does not exist', async () => {
  const stored = await passwords.hash('correct horse')
  const time = async (of: string | undefined) => {
    const started = performance.now()
    await passwords.verify('wrong', of)
    return performance.now() - started
  }
  await time(undefined)
  const known = Math.min(await time(stored), await time(stored), await time(stored))
  const unknown = Math.min(await time(undefined), await time(undefined), await time(undefined))
  expect(unknown).toBeGreaterThan(known / 3)
  expect(await passwords.verify('anything', undefined)).toBe(false)
})

it('lets two hashes run at once, sixteen wait, and turns the nineteenth away', async () => {
  const gate = new HashGate()
  const finish: (() => void)[] = []
  let running = 0
  const work = () =>
    gate.pass(async () => {
      running++
      await new Promise<void>((done) => finish.push(done))
      running--
    })
  const admitted = Array.from({ length: 18 }, work)
  await expect(work()).rejects.toBeInstanceOf(TooBusy)
  for (let done = 0; done < 18; done++) {
    await new Promise(setImmediate)
    expect(running).toBe(Math.min(2, 18 - done))
    finish.shift()?.()
  }
  await Promise.all(admitted)
  const again = work()
  await new Promise(setImmediate)
  finish.shift()?.()
  await again
})

it('keeps the place of a hash that failed free for the next', async () => {
  const gate = new HashGate()
  for (let time = 0; time < 5; time++) {
    await expect(gate.pass(() => Promise.reject(new Error('no memory')))).rejects.toThrow('no memory')
  }
  expect(await gate.pass(async () => 'done')).toBe('done')
})
