import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

type Collect = (options: { type: 'minor' }) => void
let collect: Collect | undefined

/**
 * Sweeps up what this thread dropped lately. The rows that DuckDB hands out lie outside the heap, and the heap does not know how large they
 * are: hundreds of megabytes of them would wait for a collection that nothing calls for. Takes a millisecond or so.
 */
export function sweepYoung(): void {
  if (collect === undefined) {
    // Contexts made while the flag is set have the function; nobody else sees it.
    setFlagsFromString('--expose-gc')
    collect = runInNewContext('gc') as Collect
    setFlagsFromString('--no-expose-gc')
  }
  collect({ type: 'minor' })
}
