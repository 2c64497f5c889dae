import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { readVitestReport } from './vitest-report.ts'

const folder = mkdtempSync(join(tmpdir(), 'tocsin-report-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

function report(testResults: object[]): string {
  const file = join(folder, 'report.json')
  writeFileSync(file, JSON.stringify({ testResults }))
  return file
}

describe('reading what Vitest reported', () => {
  it('counts passed tests and names the failed and the skipped ones', () => {
    const file = report([
      {
        name: '/repo/a.test.ts',
        status: 'failed',
        message: '',
        assertionResults: [
          { fullName: 'river rises', status: 'passed' },
          { fullName: 'river falls', status: 'failed' },
          { fullName: 'river freezes', status: 'skipped' },
          { fullName: 'river dries up', status: 'todo' },
        ],
      },
    ])
    expect(readVitestReport(file, '/repo')).toEqual({
      passed: 1,
      failures: ['a.test.ts: river falls'],
      skipped: ['a.test.ts: river freezes', 'a.test.ts: river dries up'],
    })
  })

  it('counts a file that could not be loaded as a failure', () => {
    const file = report([
      { name: '/repo/b.test.ts', status: 'failed', message: 'Cannot find x\n  at y', assertionResults: [] },
    ])
    expect(readVitestReport(file, '/repo').failures).toEqual(['b.test.ts: Cannot find x'])
  })

  it('takes a missing report for a failure, not for a clean run', () => {
    expect(readVitestReport(join(folder, 'absent.json'), '/repo').failures).toHaveLength(1)
  })
})
