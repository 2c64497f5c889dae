/**
 * One opening of a serial port, as a process of its own: what comes on its standard input goes to the port, what the port
 * says comes out of its standard output, and when one of them ends, all of it does. Run as `port-process.ts PATH BAUD`;
 * `serial-port.ts` says why it is a process.
 */
import { SerialPort } from 'serialport'
import { arrived } from './port-reading.ts'
import type { PortSaid } from './serial-port.ts'

/** An answer of a modem is a few lines. */
const READ_BYTES = 4096

type Port = Awaited<ReturnType<typeof SerialPort.binding.open>>

async function toOutput(port: Port): Promise<void> {
  const into = Buffer.alloc(READ_BYTES)
  // Windows reads by handles and has no such end.
  const next = async () =>
    'poller' in port ? arrived(port, into) : (await port.read(into, 0, into.length)).bytesRead
  for (let bytes = await next(); bytes > 0; bytes = await next()) {
    process.stdout.write(Uint8Array.prototype.slice.call(into, 0, bytes))
  }
}

async function fromInput(port: Port): Promise<void> {
  for await (const chunk of process.stdin) await port.write(chunk as Buffer)
}

const [path = '', baudRate = ''] = process.argv.slice(2)
const tell = (said: PortSaid) => new Promise((told) => process.send?.(said, told))
// Whoever opened it has ended, without a chance to say so.
process.on('disconnect', () => process.exit())
process.stdout.on('error', () => process.exit())
try {
  const port = await SerialPort.binding.open({ path, baudRate: Number(baudRate), lock: true })
  void tell({ opened: true })
  await Promise.race([toOutput(port), fromInput(port)])
} catch (error) {
  await tell({ opened: false, detail: error instanceof Error ? error.message : String(error) })
}
process.exit()
