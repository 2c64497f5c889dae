import { parentPort, workerData } from 'node:worker_threads'
import { createLoad, type LoadStats } from './load.ts'
import type { LoadAnswer, LoadCommand, ThreadedLoad } from './threads.ts'

// The share of a load that one thread carries.
const load = createLoad(workerData as ThreadedLoad)
const tell = (message: LoadAnswer): void => parentPort?.postMessage(message)
const tellStats = ({ latency, ...stats }: LoadStats): void =>
  tell({ kind: 'stats', stats, counts: latency.counts })

parentPort?.on('message', (command: LoadCommand) => {
  switch (command) {
    case 'start':
      load.start()
      break
    case 'reset':
      load.reset()
      break
    case 'stats':
      tellStats(load.stats())
      break
    case 'stop':
      void load.stop().then(tellStats)
      break
    default:
      command satisfies never
  }
})

load.connect().then(
  () => tell({ kind: 'connected' }),
  (error: Error) => tell({ kind: 'failed', reason: error.message }),
)
