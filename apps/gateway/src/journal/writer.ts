import { parentPort, workerData } from 'node:worker_threads'
import { openForWriting } from './file.ts'

/** Main thread to writer. */
export type WriterRequest =
  | {
      readonly kind: 'commit'
      readonly first: number
      readonly last: number
      readonly at: number
      readonly body: string
    }
  | { readonly kind: 'prune'; readonly upTo: number; readonly before: number }
  | { readonly kind: 'stop' }

/** Writer to main thread. `failure` names what SQLite said. */
export type WriterReply =
  | { readonly kind: 'ready' }
  | { readonly kind: 'committed'; readonly last: number }
  | { readonly kind: 'failed'; readonly failure: string }
  | { readonly kind: 'pruned'; readonly commits: number }

// The journal's only writer, in a thread of its own: an fsync must not hold up the broker.
const port = parentPort
if (port === null) throw new Error('journal writer: runs as a worker thread only')
const { path } = workerData as { path: string }

let database = openForWriting(path)
let insert = prepare()

function prepare() {
  return database.prepare('INSERT INTO commits (first, last, at, body) VALUES (?, ?, ?, ?)')
}

function reopen(): void {
  try {
    database.close()
  } catch {
    // It is being thrown away.
  }
  database = openForWriting(path)
  insert = prepare()
}

/** A failed commit leaves doubt about the file's log: the next one starts from a fresh connection, or fails too. */
let doubtful = false

function commit({ first, last, at, body }: WriterRequest & { kind: 'commit' }): WriterReply {
  try {
    if (doubtful) {
      reopen()
      // What was reported as failed and is there all the same was neither acknowledged nor judged.
      database.prepare('DELETE FROM commits WHERE first >= ?').run(first)
      doubtful = false
    }
    insert.run(first, last, at, body)
    return { kind: 'committed', last }
  } catch (error) {
    doubtful = true
    return { kind: 'failed', failure: error instanceof Error ? error.message : String(error) }
  }
}

port.on('message', (request: WriterRequest) => {
  switch (request.kind) {
    case 'commit':
      port.postMessage(commit(request))
      break
    case 'prune': {
      const { changes } = database
        .prepare(
          'DELETE FROM commits WHERE first IN (SELECT first FROM commits WHERE last <= ? AND at < ? LIMIT 1000)',
        )
        .run(request.upTo, request.before)
      port.postMessage({ kind: 'pruned', commits: Number(changes) } satisfies WriterReply)
      break
    }
    case 'stop':
      database.close()
      port.close()
      break
    default:
      request satisfies never
  }
})
port.postMessage({ kind: 'ready' } satisfies WriterReply)
