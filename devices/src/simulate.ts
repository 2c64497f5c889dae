import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { parseArgs } from 'node:util'
import { calls, ProblemError } from '@tocsin/contract'
import { type LoadStation, type LoadStats, runLoadInThreads } from './load/index.ts'
import { LEVEL_STATION } from './profiles.ts'
import { register } from './registration.ts'
import { type Session, signIn } from './session.ts'

const USAGE = `pnpm simulate --stations 500 --rate 2000

Registers stations at a running gateway and publishes QoS 1 at a total rate, one level reading a publish.
The gateway takes 200 readings a second from one station for long; more stations, not a higher rate, make more load.

  --stations N         how many stations (100)
  --rate N | max       publishes a second over all of them (1000)
  --seconds N          how long (60)
  --url URL            the gateway (http://127.0.0.1:3000)
  --user NAME          who registers the stations (admin); --password, or TOCSIN_PASSWORD in the environment
  --register-file F    keep the stations' secrets here; when the file is there, nothing is registered
  --mqtt HOST:PORT     the broker (asked of the gateway; with a register file 127.0.0.1:1883)
  --inflight N         publishes under way per station (16)
  --items N            items per publish, up to 1,000 (1)
  --threads N          (one less than the processors)`

/** Ends with one line that says what is wrong. */
function refuse(reason: string): never {
  console.error(`simulate: ${reason}`)
  process.exit(1)
}

function options() {
  try {
    const { values } = parseArgs({
      options: {
        stations: { type: 'string', default: '100' },
        rate: { type: 'string', default: '1000' },
        seconds: { type: 'string', default: '60' },
        url: { type: 'string', default: 'http://127.0.0.1:3000' },
        user: { type: 'string', default: 'admin' },
        password: { type: 'string', default: process.env['TOCSIN_PASSWORD'] ?? '' },
        'register-file': { type: 'string' },
        mqtt: { type: 'string' },
        inflight: { type: 'string', default: '16' },
        items: { type: 'string', default: '1' },
        threads: { type: 'string', default: String(Math.max(1, availableParallelism() - 1)) },
        help: { type: 'boolean', default: false },
      },
    })
    return values
  } catch (error) {
    return refuse(`${(error as Error).message}\n\n${USAGE}`)
  }
}

function whole(name: string, text: string, most: number): number {
  const value = Number(text)
  if (!Number.isInteger(value) || value < 1 || value > most) {
    refuse(`--${name} ${text}: expected a whole number from 1 to ${most}`)
  }
  return value
}

/** Registers what is missing, some at a time: each is a durable change of the gateway's configuration. */
async function registerAll(session: Session, count: number): Promise<LoadStation[]> {
  const stations: LoadStation[] = []
  const waiting = Array.from({ length: count }, (_, index) => index)
  async function next(): Promise<void> {
    for (let index = waiting.shift(); index !== undefined; index = waiting.shift()) {
      const id = `load-${String(index + 1).padStart(5, '0')}`
      const { secret } = await register(
        session,
        {
          id,
          name: `Load ${index + 1}`,
          area: 'load',
          // No rate limit: the values run through their range and start again.
          datastreams: LEVEL_STATION.map(({ name, property, unit, intervalMs }) => ({
            name,
            property,
            unit,
            intervalMs,
          })),
          tags: ['load'],
        },
        undefined,
      )
      stations.push({ id, secret, datastreams: LEVEL_STATION.map(({ name }) => name) })
    }
  }
  await Promise.all(Array.from({ length: 8 }, next))
  return stations
}

function line({ accepted, acceptedPerSecond, latency, owed, errors, connected }: LoadStats): string {
  const ms = (value: number) => `${value.toFixed(value < 10 ? 2 : 0)} ms`
  return [
    `${Math.round(acceptedPerSecond)} accepted/s`,
    `${accepted} accepted`,
    `ack p50 ${ms(latency.quantile(0.5))}`,
    `p99 ${ms(latency.quantile(0.99))}`,
    `max ${ms(latency.max)}`,
    `${connected} connected`,
    ...(owed > 0 ? [`${owed} behind the rate`] : []),
    `${errors} errors`,
  ].join(' · ')
}

const given = options()
if (given.help) {
  console.log(USAGE)
  process.exit(0)
}
const count = whole('stations', given.stations, 100_000)
const rate = given.rate === 'max' ? 'max' : whole('rate', given.rate, 10_000_000)
const seconds = whole('seconds', given.seconds, 86_400)
const file = given['register-file']

let stations: LoadStation[]
let broker = given.mqtt ?? '127.0.0.1:1883'
if (file !== undefined && existsSync(file)) {
  stations = (JSON.parse(readFileSync(file, 'utf8')) as LoadStation[]).slice(0, count)
  if (stations.length < count) {
    refuse(`${file} holds ${stations.length} stations; remove it to register ${count}, or ask for fewer`)
  }
} else {
  try {
    if (given.password === '')
      refuse('--password is missing (or TOCSIN_PASSWORD); the demo keeps its own in demo-data/admin-password')
    const session = await signIn(given.url, given.user, given.password)
    console.log(`registering ${count} stations at ${given.url} …`)
    stations = await registerAll(session, count)
    if (given.mqtt === undefined) {
      const site = await session(calls.getSite, {})
      broker = `${new URL(given.url).hostname}:${site.mqtt.port}`
    }
  } catch (error) {
    if (error instanceof ProblemError) refuse(`${given.url}: ${error.message}`)
    refuse(`${given.url} does not answer (${(error as Error).message}); is the gateway running?`)
  }
  if (file !== undefined) writeFileSync(file, JSON.stringify(stations), { mode: 0o600 })
}

const [host = '127.0.0.1', port = '1883'] = broker.split(':')
console.log(
  `publishing at ${rate === 'max' ? 'the highest rate' : `${rate}/s`} from ${count} stations for ${seconds} s …`,
)
try {
  const stats = await runLoadInThreads(
    {
      host,
      port: whole('mqtt', port, 65_535),
      stations,
      rate,
      inflight: whole('inflight', given.inflight, 65_000),
      itemsPerPublish: whole('items', given.items, 1000),
      reconnect: true,
    },
    {
      seconds,
      threads: whole('threads', given.threads, 64),
      onProgress: (now) => console.log(line(now)),
    },
  )
  console.log(`\nin all: ${line(stats)}`)
  if (stats.firstError !== undefined) console.log(`first error: ${stats.firstError}`)
  process.exit(stats.errors > 0 || stats.underWay > 0 ? 1 : 0)
} catch (error) {
  refuse((error as Error).message)
}
