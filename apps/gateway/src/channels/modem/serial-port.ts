import { SerialPort } from 'serialport'
import type { ModemPort } from './dialogue.ts'

export interface PortListener {
  data(text: string): void
  closed(): void
}

/** Opens a port and reports what comes. Rejects when it is not there or somebody else has it. */
export type OpenPort = (listener: PortListener) => Promise<ModemPort>

/** A modem's port by the `serialport` package. A path under `/dev/serial/by-id` stays the same when it is plugged in again. */
export function serialPort(path: string, baudRate = 115_200): OpenPort {
  return ({ data, closed }) =>
    new Promise((resolve, reject) => {
      const port = new SerialPort({ path, baudRate, autoOpen: false, lock: true })
      port.on('data', (chunk: Buffer) => data(chunk.toString('latin1')))
      port.on('close', () => closed())
      port.on('error', () => {
        // A failed write to a modem that was pulled out: `close` follows, or the command's time runs out.
      })
      port.open((error) => {
        if (error) return reject(error)
        resolve({
          write: (text) => {
            if (port.isOpen) port.write(text, 'latin1')
          },
          close: () =>
            new Promise((done) => {
              if (port.isOpen) port.close(() => done())
              else done()
            }),
        })
      })
    })
}
