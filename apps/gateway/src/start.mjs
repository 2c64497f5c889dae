// The entry. Plain JavaScript, because the cache must stand before the first file whose types have to be stripped: without it every start and
// every thread strips them all anew, and keeps the memory that took.
import { enableCompileCache, flushCompileCache } from 'node:module'
import { join } from 'node:path'

// Room for what is young and will be gone: the default keeps 130 MB, half of it is as fast. Only the start of a process can say so, so it
// begins once more in its own place. docs/performance.md says what else was tried.
const HEAP = ['--max-semi-space-size=32']
const isTold = process.execArgv.some((argument) => argument.startsWith('--max-semi-space-size'))
if (!isTold && process.platform === 'linux') {
  process.execve(
    process.execPath,
    [process.execPath, ...process.execArgv, ...HEAP, ...process.argv.slice(1)],
    process.env,
  )
}

// In the data folder: who can write there can change whatever the gateway does anyway. Where it cannot be written, all goes on without it.
const compiled = join(process.env.TOCSIN_DATA_DIR || './data', 'compiled')
enableCompileCache(compiled)
// Threads and child processes look for it here.
process.env.NODE_COMPILE_CACHE = compiled
await import('./main.ts')
// At once, since a gateway may never come to an orderly end.
flushCompileCache()
