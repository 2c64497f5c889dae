import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import type { BacktestBody, BacktestResult } from '@tocsin/contract'
import type { Rule } from '@tocsin/core'
import { systemClock } from '../clock.ts'
import { takeDataFolder } from '../data-folder.ts'
import { openDuckdbHistory } from '../history/duckdb.ts'
import { lookingAhead } from '../history/look-ahead.ts'
import type { Fault } from '../http/services.ts'
import { Registry } from '../registry/registry.ts'
import { createCheckpoint } from '../rules/checkpoint.ts'
import { ruleFaults } from '../rules/rule-faults.ts'
import { type Progress, runBacktest, scanOf } from './backtest.ts'
import { realFirings } from './real-firings.ts'
import { prepare } from './service.ts'

/** Enough to sort a batch; nothing is read twice. */
const MEMORY_MEGABYTES = 128

/** What is asked for makes no sense. */
export class UnfitRequest extends Error {
  readonly faults: readonly Fault[]

  constructor(faults: readonly Fault[]) {
    super('the back-test makes no sense')
    this.faults = faults
  }
}

export interface LocalOptions {
  readonly dataDir: string
  readonly zone: string
  readonly onProgress: (progress: Progress) => void
}

/**
 * A back-test without a gateway: on its data folder, which is only read and taken for that long, so that no gateway starts on it meanwhile.
 * Throws DataFolderInUse when one runs.
 */
export async function runLocally(body: BacktestBody, options: LocalOptions): Promise<BacktestResult> {
  const { dataDir, zone, onProgress } = options
  const [registryPath, historyPath] = [join(dataDir, 'tocsin.db'), join(dataDir, 'history.duckdb')]
  for (const path of [registryPath, historyPath]) {
    if (!existsSync(path)) throw new Error(`there is no ${path}: this is not the data folder of a gateway`)
  }
  const letGo = takeDataFolder(dataDir)
  const database = new DatabaseSync(registryPath, { readOnly: true })
  try {
    const registry = new Registry(database, createCheckpoint(database).load())
    const versions = database.prepare('SELECT definition FROM rule_versions WHERE rule = ? AND version = ?')
    const preparation = prepare(body, {
      stations: registry.stations(),
      rules: registry.rules(),
      tables: registry.tables(),
      version(id, version) {
        const row = versions.get(id, version)
        return row && (JSON.parse(row['definition'] as string) as Rule)
      },
      faultsOf: (rule, drafted) => ruleFaults(rule, registry, drafted),
      now: systemClock.now(),
      zone,
    })
    if (!preparation.ok) throw new UnfitRequest(preparation.faults)
    const { task } = preparation
    const history = await openDuckdbHistory({
      path: historyPath,
      readOnly: true,
      memoryMegabytes: MEMORY_MEGABYTES,
    })
    try {
      const scan = lookingAhead(await history.scan(scanOf(task)))
      return await runBacktest(task, {
        scan,
        real: (subjects) => realFirings(database, subjects, task),
        onProgress,
      })
    } finally {
      await history.stop()
    }
  } finally {
    database.close()
    letGo()
  }
}
