import { defineConfig } from 'vitest/config'
import { BaseSequencer, type TestSpecification } from 'vitest/node'

/** `expect.poll` gives up after a second otherwise, which a busy machine may take for one request. */
const patient = { poll: { timeout: 10_000 } }

// Files under tests/<kind> start real processes (influxd, Chromium, gateways that are killed). They run in forked
// processes, one kind after another. Those that hold times or what something costs against a limit run one at a time.
const slowKind = (
  name: string,
  order: number,
  workers: number,
  testTimeout: number,
  files: { readonly include?: string[]; readonly exclude?: string[] } = {},
) => ({
  test: {
    name,
    include: [`tests/${name}/**/*.test.ts`],
    ...files,
    pool: 'forks' as const,
    maxWorkers: workers,
    testTimeout,
    hookTimeout: testTimeout,
    expect: patient,
    sequence: { groupOrder: order },
  },
})

/** Files that measure, by kind. */
const MEASURED = {
  faults: ['flood', 'flows', 'frozen-subscriber', 'kill'].map((name) => `tests/faults/${name}.test.ts`),
  browser: ['charts-load', 'first-route'].map((name) => `tests/browser/${name}.test.ts`),
}

/** Files that wait for a minute or more: begun first, others run meanwhile. */
const LONG = /(acceptance\/demonstration|browser\/desk-walk|faults\/(callout-kill|influx-outage))\.test\.ts$/

class LongFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files)
    return [...sorted.filter(isLong), ...sorted.filter((file) => !isLong(file))]
  }
}
const isLong = ({ moduleId }: TestSpecification) => LONG.test(moduleId)

export default defineConfig({
  test: {
    sequence: { sequencer: LongFirst },
    projects: [
      {
        test: {
          name: 'unit',
          include: ['packages', 'apps', 'devices', 'scripts'].map((folder) => `${folder}/**/*.test.{ts,tsx}`),
          // From 1: Vitest moves what has order 0 and one worker (its default on two cores) behind everything else.
          maxWorkers: 2,
          // Two cores that others use as well: only what hangs is to be found by it.
          testTimeout: 20_000,
          expect: patient,
          sequence: { groupOrder: 1 },
        },
      },
      slowKind('contracts', 2, 2, 60_000),
      slowKind('conformance', 2, 2, 60_000),
      slowKind('hostile', 2, 2, 60_000),
      // One more than there are cores: much of it waits for a flood, a poll, a minute.
      slowKind('acceptance', 3, 3, 120_000),
      slowKind('faults', 4, 2, 300_000, { exclude: MEASURED.faults }),
      slowKind('browser', 5, 2, 300_000, { exclude: MEASURED.browser }),
      slowKind('faults-measured', 6, 1, 300_000, { include: MEASURED.faults }),
      slowKind('browser-measured', 7, 1, 300_000, { include: MEASURED.browser }),
    ],
  },
})
