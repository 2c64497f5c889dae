import { constants, setPriority } from 'node:os'
import { parentPort, workerData } from 'node:worker_threads'
import { type Batch, batches, type Reading } from './batches.ts'
import { UnreadableFile } from './parsed.ts'

/** What the thread says. It waits for `go` after each batch. */
export type ImportReply =
  | { readonly kind: 'batch'; readonly batch: Batch }
  | { readonly kind: 'end' }
  | { readonly kind: 'unreadable'; readonly detail: string }

// Reads a file in a thread of its own, at a low priority: what is live goes before.
const port = parentPort
if (port === null) throw new Error('import worker: runs as a worker thread only')
// On Linux a thread has a priority of its own; elsewhere this would slow the whole process.
if (process.platform === 'linux') setPriority(0, constants.priority.PRIORITY_BELOW_NORMAL)

/** It rests as long as a batch took, up to this. */
const LONGEST_REST_MS = 250

const post = (reply: ImportReply, transfer: ArrayBuffer[] = []) => port.postMessage(reply, transfer)

try {
  for await (const batch of batches(workerData as Reading)) {
    const { datastreams, times, received, values, flags, checks } = batch.brought
    const begun = performance.now()
    const go = new Promise((resolve) => port.once('message', resolve))
    post(
      { kind: 'batch', batch },
      [datastreams, times, received, values, flags, checks].map(({ buffer }) => buffer),
    )
    await go
    const took = performance.now() - begun
    await new Promise((resolve) => setTimeout(resolve, Math.min(took, LONGEST_REST_MS)))
  }
  post({ kind: 'end' })
} catch (error) {
  if (!(error instanceof UnreadableFile)) throw error
  post({ kind: 'unreadable', detail: error.message })
}
port.close()
