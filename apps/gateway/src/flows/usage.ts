import { readFileSync } from 'node:fs'

/** What a process uses. */
export interface Usage {
  /** Resident memory, bytes. */
  readonly memory: number
  /** Processor time since it began, seconds. */
  readonly processor: number
}

// Linux's: every distribution has them so on the processors that Node is built for.
const PAGE = 4096
const TICKS_A_SECOND = 100

/** Reads it from outside, so that a process which hangs is seen as well; undefined where there is no /proc, and for one that is gone. */
export function usageOf(pid: number): Usage | undefined {
  try {
    const memory = Number(readFileSync(`/proc/${pid}/statm`, 'latin1').split(' ')[1]) * PAGE
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1')
    // The name, in brackets, may hold anything. What follows is field 3 and so on; 14 and 15 are times in user and kernel mode.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    return { memory, processor: (Number(fields[11]) + Number(fields[12])) / TICKS_A_SECOND }
  } catch {
    return undefined
  }
}
