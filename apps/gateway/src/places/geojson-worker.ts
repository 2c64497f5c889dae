import { constants, setPriority } from 'node:os'
import { parentPort, workerData } from 'node:worker_threads'
import { type GeojsonDefaults, readGeojson } from './geojson.ts'

// One file in a thread of its own: 20 MB are a second of work, in which the box must go on judging.
if (parentPort === null) throw new Error('geojson worker: runs as a worker thread only')
try {
  // On Linux a priority is a thread's.
  if (process.platform === 'linux') setPriority(0, constants.priority.PRIORITY_BELOW_NORMAL)
} catch {
  // Not everywhere allowed; then the two share.
}
const { bytes, defaults } = workerData as { bytes: Uint8Array; defaults: GeojsonDefaults }
parentPort.postMessage(readGeojson(bytes, defaults))
