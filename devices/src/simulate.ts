import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { parseArgs } from 'node:util'
import { calls, ProblemError } from '@tocsin/contract'
import { readDeviceProfiles } from './device-profiles.ts'
import {
  DIALECTS,
  type Dialect,
  DOCUMENT_PROTOCOLS,
  type DocumentProtocol,
  FIELD_PORTS,
  type FieldCounts,
  type FieldRun,
  MISBEHAVIOURS,
  ModbusDevice,
  type ModbusRegisters,
  registerField,
  registersOf,
  runDocuments,
  runField,
} from './field/index.ts'
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
  --threads N          (one less than the processors)

pnpm simulate --protocol sl651 --port 9651 --stations 20 --every 5

Stations that call a centre in a protocol of their own, this gateway or another: they report, wait for the acknowledgement, send again, keep the
link alive and let their clocks be set.

  --protocol P         sl651, szy206, hj212; senml, chirpstack, thingsboard post documents to --url and are always registered;
                       modbus-tcp, modbus-rtu wait on --port (9502) to be asked
  --host H --port N    the centre (127.0.0.1; 9651, 9206 or 9212)
  --every N            seconds between the reports of one station (60)
  --clock-off N        seconds by which their clocks are off when they start (0); slow ones as --clock-off=-900
  --misbehave KIND     now and then: half-frame, joined, garbage, wrong-length, wrong-check, byte-by-byte
  --behind-one-modem   all of them on one connection
  --register           register them first, by --url, --user and --password`

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
        protocol: { type: 'string' },
        host: { type: 'string', default: '127.0.0.1' },
        port: { type: 'string' },
        every: { type: 'string', default: '60' },
        'clock-off': { type: 'string', default: '0' },
        misbehave: { type: 'string' },
        'behind-one-modem': { type: 'boolean', default: false },
        register: { type: 'boolean', default: false },
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

/** Stations that call in a protocol of their own, until the time is up. */
async function simulateField(name: string): Promise<never> {
  const document = DOCUMENT_PROTOCOLS.find((one) => one === name)
  if (document !== undefined) return simulateDocuments(document)
  if (name === 'modbus-tcp' || name === 'modbus-rtu') return simulateModbus(name)
  const dialect = (DIALECTS as Readonly<Record<string, Dialect | undefined>>)[name]
  const known = [...Object.keys(DIALECTS), ...DOCUMENT_PROTOCOLS, 'modbus-tcp', 'modbus-rtu']
  if (dialect === undefined) return refuse(`--protocol ${name}: expected ${known.join(', ')}`)
  const misbehaviour = MISBEHAVIOURS.find((one) => one === given.misbehave)
  if (given.misbehave !== undefined && misbehaviour === undefined)
    return refuse(`--misbehave ${given.misbehave}: expected ${MISBEHAVIOURS.join(', ')}`)
  const stations = whole('stations', given.stations, 10_000)
  const clockOff = Number(given['clock-off'])
  if (!Number.isFinite(clockOff)) return refuse(`--clock-off ${given['clock-off']}: expected seconds`)
  if (given.register) {
    if (given.password === '') return refuse('--password is missing (or TOCSIN_PASSWORD)')
    const session = await signIn(given.url, given.user, given.password)
    await registerField(session, dialect, stations)
  }
  const run: FieldRun = {
    dialect,
    host: given.host,
    port: given.port === undefined ? FIELD_PORTS[dialect.protocol] : whole('port', given.port, 65_535),
    stations,
    everyMs: whole('every', given.every, 86_400) * 1000,
    clockOffMs: clockOff * 1000,
    misbehaviour,
    behindOneModem: given['behind-one-modem'],
  }
  console.log(
    `${stations} stations call ${run.host}:${run.port} in ${dialect.protocol} for ${given.seconds} s …`,
  )
  const counts = await runField(run, whole('seconds', given.seconds, 86_400), (now) =>
    console.log(fieldLine(now)),
  )
  console.log(`\nin all: ${fieldLine(counts)}`)
  process.exit(counts.unanswered > 0 ? 1 : 0)
}

async function simulateDocuments(protocol: DocumentProtocol): Promise<never> {
  if (given.password === '') return refuse('--password is missing (or TOCSIN_PASSWORD)')
  const session = await signIn(given.url, given.user, given.password)
  const { taken, refused, firstRefusal } = await runDocuments(session, {
    protocol,
    url: given.url,
    stations: whole('stations', given.stations, 10_000),
    everyMs: whole('every', given.every, 86_400) * 1000,
    seconds: whole('seconds', given.seconds, 86_400),
  })
  console.log(
    `in all: ${taken} taken · ${refused} refused${firstRefusal === undefined ? '' : ` · ${firstRefusal}`}`,
  )
  process.exit(refused > 0 ? 1 : 0)
}

/** Devices of the protocol's profile, one a unit from the profile's own, behind one port. */
async function simulateModbus(protocol: 'modbus-tcp' | 'modbus-rtu'): Promise<never> {
  const profile = readDeviceProfiles().find((one) => one.profile?.protocol === protocol)?.profile
  if (profile === undefined) return refuse(`there is no device profile in ${protocol}`)
  const first = profile.modbus?.unit ?? 1
  const units = new Map<number, ModbusRegisters>()
  const measure = () => {
    for (let unit = first; unit < first + whole('stations', given.stations, 200); unit++)
      units.set(
        unit,
        registersOf(profile, () => 2.5 + 1.6 * Math.sin(Date.now() / 600_000 + unit)),
      )
  }
  measure()
  const transport = protocol === 'modbus-tcp' ? 'tcp' : 'rtu'
  const device = new ModbusDevice({ transport, units, port: whole('port', given.port ?? '9502', 65_535) })
  await device.start()
  console.log(
    `${profile.id} waits on 127.0.0.1:${device.port}, units ${first} to ${first + units.size - 1} …`,
  )
  const timer = setInterval(measure, 1000)
  await new Promise((resolve) => setTimeout(resolve, whole('seconds', given.seconds, 86_400) * 1000))
  clearInterval(timer)
  await device.stop()
  console.log(`in all: ${device.requests} requests`)
  process.exit(0)
}

function fieldLine({ acknowledged, unanswered, repeats, spoiled, clocksSet, latency }: FieldCounts): string {
  const p99 = latency.count === 0 ? '' : ` · p99 ${latency.quantile(0.99).toFixed(1)} ms`
  return `${acknowledged} acknowledged${p99} · ${unanswered} not · ${repeats} sent again · ${spoiled} spoiled · ${clocksSet} clocks set`
}

const given = options()
if (given.help) {
  console.log(USAGE)
  process.exit(0)
}
if (given.protocol !== undefined) await simulateField(given.protocol)
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
