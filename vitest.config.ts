import { defineConfig } from 'vitest/config'

// Files under tests/<kind> start real processes (influxd, Chromium, gateways that are killed). They run in forked
// processes, one kind after another, and mostly one file at a time: timing asserted on two shared cores is worth little.
const slowKind = (name: string, order: number, workers: number, testTimeout: number) => ({
  test: {
    name,
    include: [`tests/${name}/**/*.test.ts`],
    pool: 'forks' as const,
    maxWorkers: workers,
    testTimeout,
    hookTimeout: testTimeout,
    sequence: { groupOrder: order },
  },
})

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'unit',
          include: ['packages', 'apps', 'devices', 'scripts'].map((folder) => `${folder}/**/*.test.{ts,tsx}`),
          sequence: { groupOrder: 0 },
        },
      },
      slowKind('contracts', 1, 2, 60_000),
      slowKind('acceptance', 2, 2, 120_000),
      slowKind('faults', 3, 1, 300_000),
      slowKind('browser', 4, 1, 180_000),
    ],
  },
})
