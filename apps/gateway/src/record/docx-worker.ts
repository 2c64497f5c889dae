import { parentPort, workerData } from 'node:worker_threads'
import type { Document } from './document.ts'
import { docxOf } from './docx.ts'

// One document in a thread of its own: hundreds of people are a second of work, in which the box must go on judging.
if (parentPort === null) throw new Error('docx worker: runs as a worker thread only')
const bytes = await docxOf(workerData as Document)
parentPort.postMessage(bytes, [bytes.buffer as ArrayBuffer])
