import { constants, setPriority } from 'node:os'
import { parentPort, workerData } from 'node:worker_threads'
import type { Document } from './document.ts'
import { docxOf } from './docx.ts'

// One document in a thread of its own: hundreds of people are half a second of work, in which the box must go on judging.
if (parentPort === null) throw new Error('docx worker: runs as a worker thread only')
try {
  // On Linux a priority is a thread's: whoever waits for a document waits longer, and judging does not.
  if (process.platform === 'linux') setPriority(0, constants.priority.PRIORITY_BELOW_NORMAL)
} catch {
  // Not everywhere allowed; then the two share.
}
const bytes = await docxOf(workerData as Document)
parentPort.postMessage(bytes, [bytes.buffer as ArrayBuffer])
