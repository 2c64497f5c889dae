import { existsSync, readFileSync } from 'node:fs'
import { relative } from 'node:path'

/** What a Vitest run came to: how many tests passed, and the names of those that did not. */
export interface VitestReport {
  readonly passed: number
  readonly failures: readonly string[]
  /** Skipped, or marked `todo`. */
  readonly skipped: readonly string[]
}

/** The part of Vitest's JSON report (Jest's format) that is used here. */
interface JsonReport {
  readonly testResults: readonly {
    readonly name: string
    readonly status: string
    readonly message: string
    readonly assertionResults: readonly { readonly fullName: string; readonly status: string }[]
  }[]
}

/** Reads the file that `--reporter=json` wrote; an absent file is a failure, because then nothing is known. */
export function readVitestReport(file: string, root: string): VitestReport {
  if (!existsSync(file)) return { passed: 0, failures: ['vitest left no report'], skipped: [] }
  const report = JSON.parse(readFileSync(file, 'utf8')) as JsonReport
  let passed = 0
  const failures: string[] = []
  const skipped: string[] = []
  for (const module of report.testResults) {
    const path = relative(root, module.name)
    for (const test of module.assertionResults) {
      const title = `${path}: ${test.fullName}`
      if (test.status === 'passed') passed += 1
      else if (test.status === 'failed') failures.push(title)
      else skipped.push(title)
    }
    // A file that could not be loaded, or whose hooks broke, fails without a failing test.
    const noneFailed = module.assertionResults.every((test) => test.status !== 'failed')
    if (module.status === 'failed' && noneFailed) {
      failures.push(`${path}: ${module.message.split('\n')[0] || 'could not be run'}`)
    }
  }
  return { passed, failures, skipped }
}
