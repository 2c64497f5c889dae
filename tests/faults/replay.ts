import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { Judge } from '@tocsin/core'
import { JournalReader, journalPath } from '@tocsin/gateway/journal/file'

/** The events that were saved, and those that the whole journal gives when it is judged again from its first entry. As JSON, in order. */
export function eventsOf(dataDir: string): { saved: string[]; replayed: string[]; stepped: number } {
  const reader = new JournalReader(journalPath(dataDir))
  const judge = new Judge()
  const replayed: string[] = []
  let stepped = 0
  for (const { position, entry } of reader.entries(0, reader.bounds().newest)) {
    if (entry.type === 'clock' && entry.cause === 'stepped') stepped++
    for (const { event } of judge.take(entry, position).events) replayed.push(JSON.stringify(event))
  }
  reader.close()
  const database = new DatabaseSync(join(dataDir, 'tocsin.db'), { readOnly: true })
  const saved = database
    .prepare('SELECT event FROM warning_events ORDER BY number')
    .all()
    .map((row) => String(row['event']))
  database.close()
  return { saved, replayed, stepped }
}
