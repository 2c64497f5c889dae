import { createWriteStream, mkdirSync, readdirSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import type { DatabaseSync } from 'node:sqlite'
import { type Readable, Transform } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { Worker } from 'node:worker_threads'
import type { ImportBody, ImportMapping, ImportView } from '@tocsin/contract'
import { MINUTE } from '@tocsin/core'
import type { Clock } from '../clock.ts'
import type { Brought, Merged } from '../history/duckdb-exchange.ts'
import type { Fault, Outcome, PersonActor } from '../http/services.ts'
import type { Log } from '../log.ts'
import type { Batch, Reading } from './batches.ts'
import { mappingFaults } from './mapping-faults.ts'
import type { Units } from './parsed.ts'
import { ImportStore, type StoredImport } from './store.ts'
import type { ImportReply } from './worker.ts'

/** A clock that is ahead by less is a clock as they are. */
const AHEAD = 15 * MINUTE
const MOST_FAULTS = 100
/** Uploads that were begun and not finished, and imports that wait. */
const MOST_OPEN = 10

export interface ImportsOptions {
  readonly database: DatabaseSync
  readonly dataDir: string
  readonly take: (brought: Brought) => Promise<Merged>
  readonly units: () => Units
  /** No room on the disk: why. */
  readonly full: () => string | undefined
  readonly clock: Clock
  readonly log: Log
}

/** Imports as HTTP sees them. */
export interface ImportsService {
  list(): ImportView[]
  get(id: string): ImportView | undefined
  create(body: ImportBody, by: PersonActor): Outcome<{ import: ImportView }>
  /** A part of the file; it must begin where the last one ended. Rejects when the sender breaks off: what came stays. */
  upload(id: string, offset: number, content: Readable): Promise<Outcome<{ import: ImportView }>>
  cancel(id: string): Promise<Outcome<{ import: ImportView }>>
}

export interface Imports {
  readonly service: ImportsService
  start(): void
  stop(): Promise<void>
}

/**
 * Takes history in from files, one after another. It goes past the judge: nobody is warned of what is past. How far a file has been taken in is kept
 * each second, so that a gateway that was killed goes on where it was; the batches of that second that come twice change nothing.
 */
export function createImports(options: ImportsOptions): Imports {
  const { database, dataDir, take, units, full, clock, log } = options
  const store = new ImportStore(database)
  const folder = join(dataDir, 'imports')
  const uploading = new Set<number>()
  let running: { readonly number: number; readonly worker: Worker; readonly ended: Promise<void> } | undefined
  let isRunning = false

  const pathOf = (number: number) => join(folder, `${number}.part`)

  function uploadedOf({ number, bytes, state }: StoredImport): number {
    if (state !== 'uploading') return bytes
    return statSync(pathOf(number), { throwIfNoEntry: false })?.size ?? 0
  }

  function view(stored: StoredImport): ImportView {
    const { number, offset, row: _row, ...rest } = stored
    return {
      ...rest,
      id: String(number),
      uploaded: uploadedOf(stored),
      read: offset,
      faults: [...rest.faults],
    }
  }

  function find(id: string): StoredImport | undefined {
    return /^\d{1,12}$/.test(id) ? store.get(Number(id)) : undefined
  }

  function end(number: number, state: ImportView['state'], detail = ''): void {
    store.state(number, state, detail, clock.now())
    rmSync(pathOf(number), { force: true })
    log.info(`import.${state}`, { import: number, ...(detail !== '' && { detail }) })
  }

  function next(): void {
    if (!isRunning || running !== undefined) return
    const stored = store.next()
    if (stored === undefined) return
    const { number, mapping } = stored
    const known = units()
    const faults = mappingFaults(mapping, known)
    if (faults.length > 0) {
      end(number, 'failed', faults.map(({ path, message }) => `${path}: ${message}`).join('; '))
      next()
      return
    }
    store.state(number, 'running')
    const worker = read(stored, mapping, known)
    const ended = new Promise<void>((resolve) => {
      worker.once('exit', () => {
        running = undefined
        // Whoever ended it said how; a thread that ended by itself said nothing.
        if (isRunning && store.get(number)?.state === 'running')
          end(number, 'failed', 'it ended before the file did')
        resolve()
        next()
      })
    })
    running = { number, worker, ended }
  }

  function read(stored: StoredImport, mapping: ImportMapping, known: Units): Worker {
    const { number, offset, row, check } = stored
    const now = clock.now()
    const reading: Reading = {
      path: pathOf(number),
      mapping,
      units: known,
      offset,
      row,
      latest: now + AHEAD,
      now,
      mostFaults: MOST_FAULTS,
    }
    const worker = new Worker(new URL('./worker.ts', import.meta.url), {
      workerData: reading,
      name: 'import',
    })
    worker.on('message', (reply: ImportReply) => {
      switch (reply.kind) {
        case 'batch':
          keep(number, reply.batch, check)
            .then(() => worker.postMessage('go'))
            .catch((error: Error) => {
              // The history stops with the gateway: it goes on after the next start.
              if (isRunning && store.get(number)?.state === 'running') end(number, 'failed', error.message)
              void worker.terminate()
            })
          break
        case 'end':
          end(number, 'done')
          break
        case 'unreadable':
          end(number, 'failed', reply.detail)
          break
        default:
          reply satisfies never
      }
    })
    worker.on('error', (error) => {
      if (store.get(number)?.state === 'running') end(number, 'failed', error.message)
    })
    return worker
  }

  async function keep(number: number, batch: Batch, check: boolean): Promise<void> {
    const short = full()
    if (short !== undefined) throw new Error(`no room on the disk: ${short}`)
    const taken = batch.brought.times.length
    const merged = check || taken === 0 ? { added: 0, known: 0, differing: 0 } : await take(batch.brought)
    const stored = store.get(number)
    if (stored?.state !== 'running') return
    const { counts, faults, range } = stored
    const sum = { ...merged, rows: batch.rows, values: taken, blank: batch.blank, faulty: batch.faulty }
    store.progress(
      number,
      {
        offset: batch.offset,
        row: batch.row,
        counts: {
          rows: counts.rows + sum.rows,
          values: counts.values + sum.values,
          added: counts.added + sum.added,
          known: counts.known + sum.known,
          differing: counts.differing + sum.differing,
          blank: counts.blank + sum.blank,
          faulty: counts.faulty + sum.faulty,
        },
        faults: [...faults, ...batch.faults].slice(0, MOST_FAULTS),
        range:
          batch.range === null
            ? range
            : {
                from: Math.min(range?.from ?? Number.POSITIVE_INFINITY, batch.range.from),
                to: Math.max(range?.to ?? Number.NEGATIVE_INFINITY, batch.range.to),
              },
      },
      clock.now(),
    )
  }

  const gone = (id: string) =>
    ({ ok: false, refusal: { kind: 'not-found', detail: `No import ${id}` } }) as const
  const refused = (detail: string) => ({ ok: false, refusal: { kind: 'not-now', detail } }) as const
  const invalid = (detail: string, faults: readonly Fault[]) =>
    ({ ok: false, refusal: { kind: 'invalid', detail, faults } }) as const

  const service: ImportsService = {
    list: () => store.all().map(view),
    get(id) {
      const stored = find(id)
      return stored && view(stored)
    },

    create(body, by) {
      const faults = mappingFaults(body.mapping, units())
      if (faults.length > 0) return invalid('The file cannot be read so', faults)
      const short = full()
      if (short !== undefined) return refused(`No room for a file: ${short}`)
      if (store.all().filter(({ endedAt }) => endedAt === null).length >= MOST_OPEN) {
        return refused(`${MOST_OPEN} imports are open already: finish or cancel one`)
      }
      return { ok: true, import: view(store.insert(body, by.id, clock.now())) }
    },

    async upload(id, offset, content) {
      const stored = find(id)
      if (stored === undefined) return gone(id)
      const { number, bytes } = stored
      if (stored.state !== 'uploading') return refused('Its file is here already')
      if (uploading.has(number)) return refused('A part of it is on its way already')
      const here = uploadedOf(stored)
      if (offset !== here) {
        return invalid('It does not go on where the last part ended', [
          { path: 'offset', message: `is ${offset}`, expected: String(here) },
        ])
      }
      const short = full()
      if (short !== undefined) return refused(`No room for a file: ${short}`)
      uploading.add(number)
      try {
        mkdirSync(folder, { recursive: true })
        await pipeline(content, atMost(bytes - here), createWriteStream(pathOf(number), { flags: 'a' }))
      } catch (error) {
        if (!(error instanceof TooMuch)) throw error
        end(number, 'failed', `more than the ${bytes} bytes that were announced came`)
      } finally {
        uploading.delete(number)
      }
      const now = store.get(number) as StoredImport
      if (now.state === 'uploading' && uploadedOf(now) === bytes) {
        store.state(number, 'waiting')
        next()
      }
      return { ok: true, import: view(store.get(number) as StoredImport) }
    },

    async cancel(id) {
      const stored = find(id)
      if (stored === undefined) return gone(id)
      if (stored.endedAt === null) {
        end(stored.number, 'cancelled')
        if (running?.number === stored.number) await running.worker.terminate()
      }
      return { ok: true, import: view(store.get(stored.number) as StoredImport) }
    },
  }

  return {
    service,
    start() {
      isRunning = true
      mkdirSync(folder, { recursive: true })
      const open = new Set(
        store.all().flatMap(({ number, endedAt }) => (endedAt === null ? [`${number}.part`] : [])),
      )
      for (const name of readdirSync(folder)) if (!open.has(name)) rmSync(join(folder, name), { force: true })
      next()
    },
    async stop() {
      isRunning = false
      const last = running
      await last?.worker.terminate()
      await last?.ended
      store.save()
    },
  }
}

class TooMuch extends Error {}

function atMost(most: number): Transform {
  let bytes = 0
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      bytes += chunk.length
      if (bytes > most) done(new TooMuch())
      else done(null, chunk)
    },
  })
}
