import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { RESERVED_BYTES } from './disk.ts'
import type { InfluxTarget } from './history/influx-connection.ts'
import { KEPT, type Keeping, keepsLonger, readKept } from './history/keeping.ts'
import { LISTENED, type Listened } from './listeners/protocols.ts'
import { TILE_HOSTS } from './map/tile-address.ts'

/** What the environment says (contract, "Environment"). */
export interface Config {
  readonly dataDir: string
  readonly bind: string
  readonly httpPort: number
  readonly mqttPort: number
  readonly mqttTlsPort: number
  /** Where stations call that speak a protocol of their own; what is absent is not listened to. */
  readonly listeners: Readonly<Partial<Record<Listened, number>>>
  /** Further device profiles, beside those that come with the gateway. */
  readonly profilesDir: string
  readonly publicUrl: string | undefined
  readonly tls: { readonly cert: Buffer; readonly key: Buffer } | undefined
  readonly adminPassword: string | undefined
  readonly timeZone: string
  readonly influx: InfluxTarget | undefined
  /** How long the history keeps what. */
  readonly keeping: Keeping
  /** The relay that e-mail leaves by; without it nobody is called by e-mail. */
  readonly smtp: SmtpRelay | undefined
  /** Where an outside watcher hears each minute that this box works. */
  readonly heartbeatUrl: string | undefined
  /** When the leader on duty gets the morning message, in minutes after local midnight; undefined: never. */
  readonly morningMinute: number | undefined
  /** Hosts that the gateway may fetch map tiles from. */
  readonly tileHosts: readonly string[]
  /** Node-RED runs beside the gateway. */
  readonly flows: boolean
  /** The most memory that it may have, bytes. */
  readonly flowsMemoryBytes: number
  /** Disk space kept free for warnings. */
  readonly reservedBytes: number
  /** It is the demonstration: data replayed or simulated, channels that reach nobody. No setting says so: it is switched on (`demonstration`). */
  readonly demo: boolean
  /** A data folder that is new begins with the demonstration switched on. */
  readonly beginsWithDemonstration: boolean
}

export interface SmtpRelay {
  readonly host: string
  readonly port: number
  readonly security: 'tls' | 'starttls' | 'none'
  readonly user: string | undefined
  readonly password: string | undefined
  readonly from: string
}

/** Node-RED with nothing in it takes about 150 MB. */
const LEAST_FLOWS_MEGABYTES = 256

/** A setting that cannot be used: what is wrong, and how to mend it. */
export interface ConfigFault {
  readonly variable: string
  readonly fault: string
}

export type ConfigReading =
  | { readonly ok: true; readonly config: Config }
  | { readonly ok: false; readonly faults: readonly ConfigFault[] }

type Environment = Readonly<Record<string, string | undefined>>

/** Reads the whole configuration, or says everything that is wrong with it at once. */
export function readConfig(environment: Environment): ConfigReading {
  const faults: ConfigFault[] = []
  const text = (name: string) => environment[name]?.trim() || undefined

  function port(name: string, fallback: number): number {
    const given = text(name)
    if (given === undefined) return fallback
    if (/^\d{1,5}$/.test(given) && Number(given) <= 65_535) return Number(given)
    faults.push({ variable: name, fault: `"${given}" is no port; expected a number from 0 to 65535` })
    return fallback
  }

  function file(name: string): Buffer | undefined {
    const path = text(name)
    if (path === undefined) return undefined
    try {
      return readFileSync(path)
    } catch (error) {
      faults.push({ variable: name, fault: `cannot read ${path}: ${(error as Error).message}` })
      return undefined
    }
  }

  function url(name: string): string | undefined {
    const given = text(name)
    if (given === undefined) return undefined
    if (URL.canParse(given) && /^https?:$/.test(new URL(given).protocol)) return given.replace(/\/$/, '')
    faults.push({ variable: name, fault: `"${given}" is no address; expected such as http://127.0.0.1:8086` })
    return undefined
  }

  function heartbeat(): string | undefined {
    const given = text('TOCSIN_HEARTBEAT_URL')
    if (given === undefined) return undefined
    const plain = given.replaceAll(/[{}]/g, '')
    if (URL.canParse(plain) && /^https?:$/.test(new URL(plain).protocol)) return given
    faults.push({
      variable: 'TOCSIN_HEARTBEAT_URL',
      // It holds a secret: it is not repeated.
      fault: 'is no address; expected such as https://hc-ping.com/…',
    })
    return undefined
  }

  function morning(): number | undefined {
    const given = text('TOCSIN_MORNING_MESSAGE') ?? '08:00'
    if (given === 'off') return undefined
    const [, hour, minute] = /^(\d{2}):(\d{2})$/.exec(given) ?? []
    if (hour !== undefined && Number(hour) < 12 && Number(minute) < 60) {
      return Number(hour) * 60 + Number(minute)
    }
    faults.push({
      variable: 'TOCSIN_MORNING_MESSAGE',
      fault: `"${given}" is no time before noon; expected such as 08:00, or off`,
    })
    return undefined
  }

  const timeZone = text('TOCSIN_TIME_ZONE') ?? 'Asia/Shanghai'
  if (!isTimeZone(timeZone)) {
    faults.push({
      variable: 'TOCSIN_TIME_ZONE',
      fault: `"${timeZone}" is no time zone; expected such as Asia/Shanghai`,
    })
  }

  const cert = file('TOCSIN_TLS_CERT')
  const key = file('TOCSIN_TLS_KEY')
  if ((text('TOCSIN_TLS_CERT') === undefined) !== (text('TOCSIN_TLS_KEY') === undefined)) {
    const missing = text('TOCSIN_TLS_CERT') === undefined ? 'TOCSIN_TLS_CERT' : 'TOCSIN_TLS_KEY'
    faults.push({ variable: missing, fault: 'is missing; a certificate and its key are needed together' })
  }

  const adminPassword = text('TOCSIN_ADMIN_PASSWORD')
  if (adminPassword !== undefined && adminPassword.length < 8) {
    faults.push({ variable: 'TOCSIN_ADMIN_PASSWORD', fault: 'is shorter than 8 characters' })
  }

  const reserved = text('TOCSIN_RESERVED_MEGABYTES')
  if (reserved !== undefined && !/^\d{1,7}$/.test(reserved)) {
    faults.push({ variable: 'TOCSIN_RESERVED_MEGABYTES', fault: `"${reserved}" is no number of megabytes` })
  }

  function tileHosts(): string[] {
    const given = text('TOCSIN_TILE_HOSTS')?.split(/[\s,]+/) ?? []
    for (const host of given) {
      if (
        /^(\*\.)?[a-z0-9]([a-z0-9.-]*[a-z0-9])?(:\d{1,5})?$/.test(host) ||
        /^\[[0-9a-f:]+\](:\d{1,5})?$/.test(host)
      )
        continue
      faults.push({
        variable: 'TOCSIN_TILE_HOSTS',
        fault: `"${host}" is no host; expected such as tiles.county.local:8080, several parted by commas`,
      })
    }
    return given
  }

  const flows = text('TOCSIN_FLOWS') ?? 'off'
  if (flows !== 'on' && flows !== 'off') {
    faults.push({ variable: 'TOCSIN_FLOWS', fault: `"${flows}" is neither on nor off` })
  }
  const flowsMemory = text('TOCSIN_FLOWS_MEGABYTES') ?? '512'
  if (!/^\d{1,6}$/.test(flowsMemory) || Number(flowsMemory) < LEAST_FLOWS_MEGABYTES) {
    faults.push({
      variable: 'TOCSIN_FLOWS_MEGABYTES',
      fault: `"${flowsMemory}" is not enough, or no number; expected ${LEAST_FLOWS_MEGABYTES} or more`,
    })
  }

  const dataDir = text('TOCSIN_DATA_DIR') ?? './data'
  const config: Config = {
    dataDir,
    bind: text('TOCSIN_BIND') ?? '127.0.0.1',
    httpPort: port('TOCSIN_HTTP_PORT', 3000),
    mqttPort: port('TOCSIN_MQTT_PORT', 1883),
    mqttTlsPort: port('TOCSIN_MQTTS_PORT', 8883),
    listeners: Object.fromEntries(
      LISTENED.flatMap((protocol) => {
        const name = `TOCSIN_${protocol.toUpperCase()}_PORT`
        return text(name) === undefined ? [] : [[protocol, port(name, 0)]]
      }),
    ),
    profilesDir: text('TOCSIN_PROFILES_DIR') ?? join(dataDir, 'profiles'),
    publicUrl: url('TOCSIN_PUBLIC_URL'),
    tls: cert && key ? { cert, key } : undefined,
    adminPassword,
    timeZone,
    keeping: readKeeping(text, faults),
    influx: readInflux(url('TOCSIN_INFLUX_URL'), text, faults),
    smtp: readSmtp(text, port, faults),
    heartbeatUrl: heartbeat(),
    morningMinute: morning(),
    tileHosts: [...TILE_HOSTS, ...tileHosts()],
    flows: flows === 'on',
    flowsMemoryBytes: Number(flowsMemory) * 1024 * 1024,
    reservedBytes: reserved === undefined ? RESERVED_BYTES : Number(reserved) * 1024 * 1024,
    demo: false,
    beginsWithDemonstration: text('TOCSIN_DEMO') === '1',
  }
  return faults.length > 0 ? { ok: false, faults } : { ok: true, config }
}

function readKeeping(text: (name: string) => string | undefined, faults: ConfigFault[]): Keeping {
  const kept = (name: keyof Keeping) => {
    const variable = `TOCSIN_KEEP_${name.toUpperCase()}`
    const given = text(variable)
    const read = given === undefined ? { kept: KEPT[name] } : readKept(given)
    if (typeof read !== 'string') return read.kept
    faults.push({ variable, fault: read })
    return undefined
  }
  const keeping = { raw: kept('raw'), hourly: kept('hourly'), daily: kept('daily') }
  const shorter = (one: keyof Keeping, other: keyof Keeping) => {
    if (keepsLonger(keeping[one], keeping[other])) return
    const variable = `TOCSIN_KEEP_${one.toUpperCase()}`
    faults.push({
      variable,
      fault: `is shorter than TOCSIN_KEEP_${other.toUpperCase()}, which it is put together of`,
    })
  }
  shorter('hourly', 'raw')
  shorter('daily', 'hourly')
  return keeping
}

function readInflux(
  url: string | undefined,
  text: (name: string) => string | undefined,
  faults: ConfigFault[],
): InfluxTarget | undefined {
  if (url === undefined) return undefined
  const database = text('TOCSIN_INFLUX_DATABASE')
  const [org, bucket, token] = ['ORG', 'BUCKET', 'TOKEN'].map((part) => text(`TOCSIN_INFLUX_${part}`))
  if (database !== undefined && bucket === undefined) return { url, database }
  if (database === undefined && org !== undefined && bucket !== undefined && token !== undefined) {
    return { url, org, bucket, token }
  }
  faults.push({
    variable: 'TOCSIN_INFLUX_URL',
    fault:
      'needs either TOCSIN_INFLUX_DATABASE (InfluxDB 1.x) or TOCSIN_INFLUX_ORG, TOCSIN_INFLUX_BUCKET and TOCSIN_INFLUX_TOKEN (2.x)',
  })
  return undefined
}

const SECURITIES = ['tls', 'starttls', 'none'] as const

function readSmtp(
  text: (name: string) => string | undefined,
  port: (name: string, fallback: number) => number,
  faults: ConfigFault[],
): SmtpRelay | undefined {
  const host = text('TOCSIN_SMTP_HOST')
  if (host === undefined) return undefined
  const given = text('TOCSIN_SMTP_SECURITY') ?? 'starttls'
  const security = SECURITIES.find((one) => one === given)
  const from = text('TOCSIN_SMTP_FROM')
  if (security === undefined) {
    faults.push({
      variable: 'TOCSIN_SMTP_SECURITY',
      fault: `"${given}" is none of ${SECURITIES.join(', ')}`,
    })
  }
  if (from === undefined) {
    faults.push({ variable: 'TOCSIN_SMTP_FROM', fault: 'is missing; expected such as duty@county.example' })
  }
  if (security === undefined || from === undefined) return undefined
  const user = text('TOCSIN_SMTP_USER')
  const password = text('TOCSIN_SMTP_PASSWORD')
  return {
    host,
    port: port('TOCSIN_SMTP_PORT', security === 'tls' ? 465 : 587),
    security,
    user,
    password,
    from,
  }
}

function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name })
    return true
  } catch {
    return false
  }
}
