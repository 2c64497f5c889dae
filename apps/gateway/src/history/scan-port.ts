import type { MessagePort } from 'node:worker_threads'
import type { ObservationScan, ScanBatch, ScanSurvey } from './scan.ts'

// A scan that is served in one thread and read in another. The reader asks for every batch, and that is all the back-pressure there is:
// at most one batch waits while another is worked on.

/** The next batch; a spent one comes back with it. */
type Asked = { readonly spent: ScanBatch | undefined }
type Told =
  | { readonly kind: 'survey'; readonly survey: ScanSurvey }
  | { readonly kind: 'batch'; readonly batch: ScanBatch | undefined }
  | { readonly kind: 'failed'; readonly failure: string }

/** Serves a scan until the reader closes the port, or `close` is called. A failure is told to the reader. */
export function serveScan(
  port: MessagePort,
  open: () => Promise<ObservationScan>,
): { close(): Promise<void> } {
  const tell = (told: Told, transfer: readonly ArrayBuffer[] = []) => port.postMessage(told, transfer)
  const fail = (error: unknown) =>
    tell({ kind: 'failed', failure: error instanceof Error ? error.message : String(error) })
  let scan: ObservationScan | undefined
  let closed = false

  const opening = open().then(async (opened) => {
    if (closed) return opened.close()
    scan = opened
    tell({ kind: 'survey', survey: opened.survey })
  }, fail)

  port.on('message', ({ spent }: Asked) => {
    scan?.next(spent).then((batch) => {
      if (closed) return
      tell({ kind: 'batch', batch }, buffersOf(batch))
    }, fail)
  })

  async function close(): Promise<void> {
    if (closed) return
    closed = true
    port.close()
    await opening
    await scan?.close()
  }
  port.on('close', () => void close())
  return { close }
}

/** Reads a scan that is served at the other end of the port, one batch ahead of the one that is worked on. */
export async function readScan(port: MessagePort): Promise<ObservationScan> {
  let resolve: (told: Told) => void
  let ended = false
  const heard = () =>
    new Promise<Told>((done) => {
      if (ended) done({ kind: 'failed', failure: 'the history has stopped' })
      else resolve = done
    })
  port.on('message', (told: Told) => resolve(told))
  port.on('close', () => {
    ended = true
    resolve({ kind: 'failed', failure: 'the history has stopped' })
  })

  const first = await heard()
  if (first.kind !== 'survey') throw new Error(first.kind === 'failed' ? first.failure : 'no survey came')
  const ask = (spent?: ScanBatch) => {
    const answer = heard()
    port.postMessage({ spent } satisfies Asked, buffersOf(spent))
    return answer
  }
  let ahead: Promise<Told> | undefined = ask()

  return {
    survey: first.survey,
    async next(spent) {
      if (ahead === undefined) return undefined
      const told = await ahead
      ahead = undefined
      if (told.kind !== 'batch') throw new Error(told.kind === 'failed' ? told.failure : 'no batch came')
      if (told.batch !== undefined) ahead = ask(spent)
      return told.batch
    },
    async close() {
      ended = true
      port.close()
    },
  }
}

/** Handed over, not copied. */
function buffersOf(batch: ScanBatch | undefined): ArrayBuffer[] {
  if (batch === undefined) return []
  return [batch.times, batch.values, batch.datastreams, batch.flags].map(({ buffer }) => buffer)
}
