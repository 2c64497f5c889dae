import { read } from 'node:fs'
import { promisify } from 'node:util'

const readNow = promisify(read)
/** Nothing to be read yet. */
const LATER = new Set(['EAGAIN', 'EWOULDBLOCK', 'EINTR'])

/** An open port of the `serialport` package, as it is on Linux and macOS. */
export interface PolledPort {
  readonly fd: number | null
  readonly poller: { once(event: 'readable', then: (error: Error | null) => void): unknown }
}

/**
 * Bytes that have come into `into`, at least one; 0: the terminal was hung up, the modem is gone. Rejects with what the
 * system says. The package's own read takes 0 for "not yet" and asks again at once, for ever.
 */
export async function arrived({ fd, poller }: PolledPort, into: Buffer): Promise<number> {
  if (fd === null) return 0
  for (;;) {
    try {
      return (await readNow(fd, into, 0, into.length, null)).bytesRead
    } catch (error) {
      if (!LATER.has((error as NodeJS.ErrnoException).code ?? '')) throw error
    }
    await new Promise<void>((resolve, reject) => {
      poller.once('readable', (error) => (error ? reject(error) : resolve()))
    })
  }
}
