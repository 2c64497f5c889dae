import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { checkpointFile } from './checkpoint-file.ts'

const folder = mkdtempSync(join(tmpdir(), 'tocsin-checkpoint-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

describe('the checkpoint file', () => {
  it('gives back the position saved last, and 0 where there is none', () => {
    const path = join(folder, 'a.json')
    expect(checkpointFile(path, 'influx/tocsin').load()).toBe(0)
    checkpointFile(path, 'influx/tocsin').save(7)
    checkpointFile(path, 'influx/tocsin').save(12)
    expect(checkpointFile(path, 'influx/tocsin').load()).toBe(12)
  })

  it('starts another target from the beginning', () => {
    const path = join(folder, 'b.json')
    checkpointFile(path, 'old/tocsin').save(12)
    expect(checkpointFile(path, 'new/tocsin').load()).toBe(0)
  })

  it('starts from the beginning when the file is damaged', () => {
    const path = join(folder, 'c.json')
    writeFileSync(path, '{"target":"a","posi')
    expect(checkpointFile(path, 'a').load()).toBe(0)
  })
})
