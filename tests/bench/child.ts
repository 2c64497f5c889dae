import { type ChildProcess, spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'

/** CPU time and memory that a process has used so far, all its threads together. */
export interface Usage {
  readonly cpuSeconds: number
  readonly peakMegabytes: number
}

const TICKS_PER_SECOND = 100

/** Reads /proc: Linux only, as the bench is. */
export function usageOf(pid: number): Usage {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? []
  const peak = /VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]
  return {
    cpuSeconds: (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND,
    peakMegabytes: Math.round(Number(peak) / 1024),
  }
}

/** Starts the bare broker; answers its port, and how to end it. */
export async function startBareAedes(): Promise<{ port: number; pid: number; stop: () => Promise<void> }> {
  const child: ChildProcess = spawn(process.execPath, [join(import.meta.dirname, 'bare-aedes.ts')], {
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  const port = await new Promise<number>((resolve, reject) => {
    child.stdout?.once('data', (line: Buffer) =>
      resolve((JSON.parse(line.toString()) as { port: number }).port),
    )
    child.once('error', reject)
  })
  const stop = async () => {
    child.stdin?.end()
    await exited
  }
  return { port, pid: child.pid ?? 0, stop }
}
