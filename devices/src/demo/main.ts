// The stations of the demonstration as a process of their own, begun by the gateway and ended by it: what it is told comes as the first message,
// what it says goes back the same way.
import { createClient, ProblemError } from '@tocsin/contract'
import { type Fleet, startFleet } from './fleet.ts'
import { DEMO_RULES } from './rules.ts'
import { demoStations } from './stations.ts'
import { DEMO_TABLES } from './tables.ts'
import { enterVillage } from './village.ts'

interface Order {
  readonly url: string
  readonly mqtt: string
  readonly token: string
  readonly file: string
}

let fleet: Fleet | undefined
let ending = false

function say(news: { readonly kind: string } & Record<string, unknown>): void {
  if (process.connected) process.send?.(news)
}

async function end(): Promise<void> {
  if (ending) return
  ending = true
  await fleet?.stop()
  process.exit(0)
}
process.on('SIGTERM', () => void end())
process.on('SIGINT', () => {})
// The gateway is gone, however it went.
process.on('disconnect', () => void end())

function reasonOf(error: unknown): string {
  if (!(error instanceof ProblemError)) return error instanceof Error ? error.message : String(error)
  const [fault] = error.problem.errors ?? []
  return fault === undefined ? error.message : `${error.message}: ${fault.path} ${fault.message}`
}

process.once('message', ({ url, mqtt, token, file }: Order) => {
  const session = createClient({ baseUrl: url, headers: { authorization: `Bearer ${token}` } })
  const line = (text: string) => say({ kind: 'said', line: text })
  void (async () => {
    try {
      await enterVillage(session, Date.now())
      fleet = await startFleet({
        session,
        url: mqtt,
        stations: demoStations(),
        rules: DEMO_RULES,
        tables: DEMO_TABLES,
        file,
        say: line,
      })
      say({ kind: 'moments', moments: fleet.moments })
      await fleet.backfilled()
      say({ kind: 'ready' })
    } catch (error) {
      say({ kind: 'failed', detail: reasonOf(error) })
      setTimeout(() => process.exit(1), 100)
    }
  })()
})
