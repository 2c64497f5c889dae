import { defineConfig } from 'vitest/config'

/** `expect.poll` gives up after a second otherwise, which a busy machine may take for one request. */
const patient = { poll: { timeout: 10_000 } }

// Files under tests/<kind> start real processes (influxd, Chromium, gateways that are killed). They run in forked
// processes, one kind after another, and mostly one file at a time: timing asserted on two shared cores is worth little.
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

/** What a page costs is measured by itself. */
const MEASURED = ['charts-load', 'first-route'].map((name) => `tests/browser/${name}.test.ts`)

export default defineConfig({
  test: {
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
      slowKind('acceptance', 3, 2, 120_000),
      slowKind('faults', 4, 1, 300_000),
      // Walks assert no times, and wait for more than they do.
      slowKind('browser', 5, 2, 180_000, { exclude: MEASURED }),
      slowKind('browser-measured', 6, 1, 180_000, { include: MEASURED }),
    ],
  },
})
