import { Worker } from 'node:worker_threads'
import type { GeojsonDefaults, GeojsonReading } from './geojson.ts'

/** The largest file is read in two seconds; what takes longer hangs. */
const LIMIT_MS = 60_000

let reading = false

/** Reads a GeoJSON file in a thread of its own, one at a time; undefined while another is being read. */
export async function readGeojsonFile(
  bytes: Uint8Array,
  defaults: GeojsonDefaults,
): Promise<GeojsonReading | undefined> {
  if (reading) return undefined
  reading = true
  const worker = new Worker(new URL('./geojson-worker.ts', import.meta.url), {
    workerData: { bytes, defaults },
    name: 'geojson',
    resourceLimits: { maxOldGenerationSizeMb: 768 },
  })
  const limit = setTimeout(() => void worker.terminate(), LIMIT_MS)
  try {
    return await new Promise<GeojsonReading>((resolve, reject) => {
      worker.once('message', resolve)
      worker.once('error', (error: Error & { code?: string }) => {
        if (error.code !== 'ERR_WORKER_OUT_OF_MEMORY') return reject(error)
        const fault = {
          path: '',
          message: 'needs more memory than is given to it',
          expected: 'a smaller file',
        }
        resolve({ places: [], faults: [fault] })
      })
      worker.once('exit', (code) => reject(new Error(`the file's thread ended with ${code}`)))
    })
  } finally {
    clearTimeout(limit)
    reading = false
    await worker.terminate()
  }
}
