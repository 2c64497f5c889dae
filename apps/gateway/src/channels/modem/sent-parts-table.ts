import type { DatabaseSync } from 'node:sqlite'
import type { SentPart, SentParts } from './reports.ts'

/**
 * The parts that one modem sent, in `tocsin.db` (table `sms_sent_parts`). `modem` names it: each counts its references
 * by itself.
 */
export function sentPartsTable(database: DatabaseSync, modem: string): SentParts {
  const put = database.prepare(
    `INSERT OR REPLACE INTO sms_sent_parts (modem, reference, key, sent_to, part, parts, sent_at, delivered)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
  )
  const cut = database.prepare('DELETE FROM sms_sent_parts WHERE modem = ? AND key = ?')
  // In the order in which they went out: the newest message wins where references went round.
  const list = database.prepare('SELECT * FROM sms_sent_parts WHERE modem = ? ORDER BY sent_at, part')
  return {
    remember({ reference, key, to, part, parts, sentAt, delivered }) {
      put.run(modem, reference, key, to, part, parts, sentAt, delivered ? 1 : 0)
    },
    forget(key) {
      cut.run(modem, key)
    },
    all: () =>
      list.all(modem).map(
        (row): SentPart => ({
          reference: Number(row['reference']),
          key: String(row['key']),
          to: String(row['sent_to']),
          part: Number(row['part']),
          parts: Number(row['parts']),
          sentAt: Number(row['sent_at']),
          delivered: row['delivered'] === 1,
        }),
      ),
  }
}
