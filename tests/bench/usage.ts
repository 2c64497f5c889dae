import { readFileSync } from 'node:fs'

/** CPU time and memory that a process has used so far, all its threads together. */
export interface Usage {
  readonly cpuSeconds: number
  /** Resident at present, and at most since it started. */
  readonly megabytes: number
  readonly peakMegabytes: number
}

const TICKS_PER_SECOND = 100

/** Reads /proc: Linux only, as the bench is. */
export function usageOf(pid: number): Usage {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? []
  const status = readFileSync(`/proc/${pid}/status`, 'utf8')
  const megabytes = (field: string) =>
    Math.round(Number(new RegExp(`${field}:\\s+(\\d+)`).exec(status)?.[1]) / 1024)
  return {
    cpuSeconds: (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND,
    megabytes: megabytes('VmRSS'),
    peakMegabytes: megabytes('VmHWM'),
  }
}
