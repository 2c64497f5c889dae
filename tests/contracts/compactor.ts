// Appends what a round brings to the file given, says so, and compacts: something to kill.
import { openDuckdbHistory } from '@tocsin/gateway/history/duckdb'
import { killedRound, LATER_THAN_ALL } from './killed-round.ts'

const [path = '', round = '0'] = process.argv.slice(2)
const history = await openDuckdbHistory({ path })
await history.append(killedRound(Number(round)))
process.stdout.write('compacting\n')
await history.compact({
  now: LATER_THAN_ALL,
  keeping: { raw: undefined, hourly: undefined, daily: undefined },
})
await history.stop()
