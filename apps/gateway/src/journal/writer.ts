import { parentPort, workerData } from 'node:worker_threads'
import { openForWriting } from './file.ts'
import { PRUNED_AT_ONCE, type WriterReply, type WriterRequest } from './writer-messages.ts'

// The journal's only writer, in a thread of its own: an fsync must not hold up the broker.
const port = parentPort
if (port === null) throw new Error('journal writer: runs as a worker thread only')
const { path } = workerData as { path: string }

let database = openForWriting(path)
let insert = prepare()

function prepare() {
  return database.prepare('INSERT INTO commits (first, last, at, body) VALUES (?, ?, ?, CAST(? AS TEXT))')
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
    return { kind: 'committed', last, room: body.buffer }
  } catch (error) {
    doubtful = true
    const failure = error instanceof Error ? error.message : String(error)
    return { kind: 'failed', failure, room: body.buffer }
  }
}

/** The newest commit always stays: it tells the position to go on from. */
function prune({ upTo, before }: WriterRequest & { kind: 'prune' }): WriterReply {
  try {
    const { changes } = database
      .prepare(
        `DELETE FROM commits WHERE first IN (
           SELECT first FROM commits
           WHERE last <= ? AND at < ? AND first < (SELECT max(first) FROM commits) LIMIT ${PRUNED_AT_ONCE})`,
      )
      .run(upTo, before)
    database.exec('PRAGMA incremental_vacuum')
    return { kind: 'pruned', commits: Number(changes) }
  } catch (error) {
    // A full disk refuses deletions too; what matters is that commits are tried again.
    return { kind: 'pruned', commits: 0, failure: error instanceof Error ? error.message : String(error) }
  }
}

port.on('message', (request: WriterRequest) => {
  switch (request.kind) {
    case 'commit':
      port.postMessage(commit(request), [request.body.buffer])
      break
    case 'prune':
      port.postMessage(prune(request))
      break
    case 'stop':
      database.close()
      port.close()
      break
    default:
      request satisfies never
  }
})
port.postMessage({ kind: 'ready' } satisfies WriterReply)
