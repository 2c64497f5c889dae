import { Worker } from 'node:worker_threads'
import type { Document } from './document.ts'

/** A document of thousands of rows is written in seconds; what takes longer hangs. */
const LIMIT_MS = 60_000
/** Written at once at most: a thread each, and the library in each. */
const MOST_AT_ONCE = 2

let writing = 0

/** Too many documents are being written. */
export class BusyWriting extends Error {}

/** Writes a .docx in a thread of its own, which ends with it; the library is loaded there and nowhere else. */
export async function writeDocx(document: Document): Promise<Uint8Array> {
  if (writing >= MOST_AT_ONCE) throw new BusyWriting('documents are being written already')
  writing++
  const worker = new Worker(new URL('./docx-worker.ts', import.meta.url), {
    workerData: document,
    name: 'docx',
    resourceLimits: { maxOldGenerationSizeMb: 512 },
  })
  const limit = setTimeout(() => void worker.terminate(), LIMIT_MS)
  try {
    return await new Promise<Uint8Array>((resolve, reject) => {
      worker.once('message', resolve)
      worker.once('error', reject)
      worker.once('exit', (code) => reject(new Error(`the document's thread ended with ${code}`)))
    })
  } finally {
    clearTimeout(limit)
    writing--
    await worker.terminate()
  }
}
