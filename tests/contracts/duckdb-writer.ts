// Ships without end into the file given, and prints each position once it is durable: something to kill.
import { openDuckdbHistory } from '@tocsin/gateway/history/duckdb'
import type { PositionedObservation } from '@tocsin/gateway/history/history'

const history = await openDuckdbHistory({ path: process.argv[2] as string })
const BATCH = 500
for (let position = await history.checkpoint(); ; position += BATCH) {
  const observations = Array.from(
    { length: BATCH },
    (_, index): PositionedObservation => ({
      datastream: 'ledger/level',
      phenomenonTime: position + index + 1,
      receivedAt: position + index + 1,
      value: index,
      flag: 'good',
      checks: [],
      timeliness: 'new',
      position: position + index + 1,
    }),
  )
  await history.ship(observations, position + BATCH)
  process.stdout.write(`${position + BATCH}\n`)
}
