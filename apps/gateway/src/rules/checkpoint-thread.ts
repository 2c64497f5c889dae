import { parentPort, workerData } from 'node:worker_threads'
import { connect } from '../registry/database.ts'
import type { Row } from './checkpoint-rows.ts'
import { createCheckpointWriter } from './checkpoint-writer.ts'

/** What the thread is asked: rows to write, or to end. */
export type CheckpointRequest =
  | { readonly kind: 'write'; readonly rows: readonly Row[] }
  | { readonly kind: 'stop' }
/** What it answers: that it listens, and of each write that it is on disk, or why not. */
export type CheckpointReply =
  | { readonly kind: 'ready' }
  | { readonly kind: 'written'; readonly failure?: string }

// A thread of its own: a thousand rows and their fsync take twenty milliseconds, which neither the broker nor a warning may wait for.
const port = parentPort
if (port === null) throw new Error('checkpoint writer: runs as a worker thread only')
const database = connect((workerData as { path: string }).path)
const write = createCheckpointWriter(database)

const answer = (reply: CheckpointReply) => port.postMessage(reply)

port.on('message', (request: CheckpointRequest) => {
  if (request.kind === 'stop') {
    database.close()
    port.close()
    return
  }
  try {
    write(request.rows)
    answer({ kind: 'written' })
  } catch (error) {
    answer({ kind: 'written', failure: error instanceof Error ? error.message : String(error) })
  }
})
answer({ kind: 'ready' })
