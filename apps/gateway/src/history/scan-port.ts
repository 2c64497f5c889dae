import type { MessagePort } from 'node:worker_threads'
import type { ObservationScan, ScanBatch, ScanSurvey } from './scan.ts'

// A scan that is served in one thread and read in another. The reader asks for every batch, and that is all the back-pressure there is:
// at most one batch waits while another is worked on.

type Asked = 'next'
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

  port.on('message', (_asked: Asked) => {
    scan?.next().then((batch) => {
      if (closed) return
      const buffers = batch ? [batch.times, batch.values, batch.datastreams, batch.flags] : []
      tell(
        { kind: 'batch', batch },
        buffers.map(({ buffer }) => buffer),
      )
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
  const ask = () => {
    const answer = heard()
    port.postMessage('next' satisfies Asked)
    return answer
  }
  let ahead: Promise<Told> | undefined = ask()

  return {
    survey: first.survey,
    async next() {
      if (ahead === undefined) return undefined
      const told = await ahead
      ahead = undefined
      if (told.kind !== 'batch') throw new Error(told.kind === 'failed' ? told.failure : 'no batch came')
      if (told.batch !== undefined) ahead = ask()
      return told.batch
    },
    async close() {
      ended = true
      port.close()
    },
  }
}
