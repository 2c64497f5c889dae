import { fork } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { ModemPort } from './dialogue.ts'

export interface PortListener {
  data(text: string): void
  /** It ended, whoever ended it. Said once. */
  closed(): void
}

/**
 * Opens a port and reports what comes. Rejects when it is not there or somebody else has it. Nobody waits for it after
 * `signal` has aborted: it is then ended, open or not.
 */
export type OpenPort = (listener: PortListener, signal: AbortSignal) => Promise<ModemPort>

/** What a port's process tells of its opening; of its end its exit tells. */
export type PortSaid = { readonly opened: true } | { readonly opened: false; readonly detail: string }

const PROGRAM = join(import.meta.dirname, 'port-process.ts')

/**
 * A modem's port by the `serialport` package. A path under `/dev/serial/by-id` stays the same when it is plugged in again.
 *
 * Each opening is a process (`port-process.ts`), because a serial port can do to its process what a gateway must not
 * suffer: a `close` waits up to 30 s in the kernel for what a modem does not take, four of them hold every file and
 * name look-up up, and a read that is under way while its descriptor is closed reads from, or writes to, whatever has that
 * number next. A process is ended from outside, and the kernel closes what it had.
 */
export function serialPort(path: string, baudRate = 115_200): OpenPort {
  return ({ data, closed }, signal) =>
    new Promise((resolve, reject) => {
      // Looked for every few seconds while it is unplugged: not worth a process. (Windows has no such files.)
      if (path.startsWith('/') && !existsSync(path)) throw new Error(`no modem is plugged in at ${path}`)
      const child = fork(PROGRAM, [path, String(baudRate)], {
        stdio: ['pipe', 'pipe', 'ignore', 'ipc'],
        // Nothing of the gateway's own: neither its switches nor its secrets.
        execArgv: [],
        env: {},
        signal,
        killSignal: 'SIGKILL',
      })
      let opened = false
      let detail = 'the port could not be opened'
      const ended = new Promise<void>((done) => {
        const over = () => {
          reject(new Error(detail))
          if (opened) closed()
          opened = false
          done()
        }
        // Not only `exit`: what it read last is still in the pipe then.
        child.once('close', over)
        child.on('error', (error) => {
          detail = error.message
          // It could not even be started: nothing else is said then.
          if (child.pid === undefined) over()
        })
      })
      child.stdin?.on('error', () => {}) // it is ending: that is said by `closed`
      child.stdout?.on('data', (chunk: Buffer) => data(chunk.toString('latin1')))
      child.on('message', (said: PortSaid) => {
        if (!said.opened) {
          detail = said.detail
          return
        }
        opened = true
        resolve({
          write: (text) => void child.stdin?.write(text, 'latin1'),
          close() {
            child.kill('SIGKILL')
            return ended
          },
        })
      })
    })
}
