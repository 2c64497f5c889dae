import { constants, setPriority } from 'node:os'
import { DatabaseSync } from 'node:sqlite'
import { parentPort, workerData } from 'node:worker_threads'
import { readScan } from '../history/scan-port.ts'
import { runBacktest } from './backtest.ts'
import { realFirings } from './real-firings.ts'
import type { BacktestReply, BacktestWorkerData } from './worker-messages.ts'

// One back-test in a thread of its own. It is ended from outside when it is cancelled: it holds nothing that would have to be put away.
const port = parentPort
if (port === null) throw new Error('back-test worker: runs as a worker thread only')
const { task, database, scan: scanPort } = workerData as BacktestWorkerData
const post = (reply: BacktestReply) => port.postMessage(reply)

try {
  // On Linux a priority is a thread's. At this one a contested core is nine tenths live judging's, and the back-test still ends one day; the
  // very least would leave it starving on a busy box. Elsewhere the priority would be the process's, and is left alone.
  if (process.platform === 'linux') setPriority(0, constants.priority.PRIORITY_BELOW_NORMAL)
} catch {
  // Not everywhere allowed; then the two share.
}

try {
  const scan = await readScan(scanPort)
  const opened = new DatabaseSync(database, { readOnly: true })
  const result = await runBacktest(task, {
    scan,
    real: (subjects) => realFirings(opened, subjects, task),
    onProgress: (progress) => post({ kind: 'progress', progress }),
  })
  opened.close()
  await scan.close()
  post({ kind: 'done', result })
} catch (error) {
  post({ kind: 'failed', failure: error instanceof Error ? error.message : String(error) })
  scanPort.close()
}
