// The entry. Plain JavaScript, because the cache must stand before the first file whose types have to be stripped: without it every start and
// every thread strips them all anew, and keeps the memory that took.
import { enableCompileCache, flushCompileCache } from 'node:module'
import { join } from 'node:path'

// In the data folder: who can write there can change whatever the gateway does anyway. Where it cannot be written, all goes on without it.
const compiled = join(process.env.TOCSIN_DATA_DIR || './data', 'compiled')
enableCompileCache(compiled)
// Threads and child processes look for it here.
process.env.NODE_COMPILE_CACHE = compiled
await import('./main.ts')
// At once, since a gateway may never come to an orderly end.
flushCompileCache()
