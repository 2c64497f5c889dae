/**
 * One opening of a serial port, as a process of its own: what comes on its standard input goes to the port, what the port
 * says comes out of its standard output, and when one of them ends, all of it does. Run as `port-process.ts PATH BAUD`;
 * `serial-port.ts` says why it is a process.
 */
import { read } from 'node:fs'
import { promisify } from 'node:util'
import { SerialPort } from 'serialport'
import type { PortSaid } from './serial-port.ts'

const readNow = promisify(read)
/** Nothing to be read yet. */
const LATER = new Set(['EAGAIN', 'EWOULDBLOCK', 'EINTR'])
/** An answer of a modem is a few lines. */
const READ_BYTES = 4096

type Port = Awaited<ReturnType<typeof SerialPort.binding.open>>

/** Bytes that have come, at least one; 0: the terminal was hung up, the modem is gone. */
async function arrived(port: Port, into: Buffer): Promise<number> {
  // Windows reads by handles and has no such end.
  if (!('poller' in port)) return (await port.read(into, 0, into.length)).bytesRead
  for (;;) {
    try {
      // The package's own read takes 0 bytes for "not yet" and asks again at once, for ever.
      return (await readNow(port.fd as number, into, 0, into.length, null)).bytesRead
    } catch (error) {
      if (!LATER.has((error as NodeJS.ErrnoException).code ?? '')) throw error
    }
    await new Promise<void>((resolve, reject) => {
      port.poller.once('readable', (error: Error | null) => (error ? reject(error) : resolve()))
    })
  }
}

async function toOutput(port: Port): Promise<void> {
  const into = Buffer.alloc(READ_BYTES)
  for (let bytes = await arrived(port, into); bytes > 0; bytes = await arrived(port, into)) {
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
