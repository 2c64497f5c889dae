import { fromUtf8 } from './bytes.ts'
import type { Codec, CodecContext, ElementValue } from './codec.ts'
import { type Explained, type JsonReading, jsonCodec, objectOf } from './json-codec.ts'
import { cited, type Reason, say } from './reasons.ts'
import { kindOf, type Rejections } from './rejections.ts'

const STANDARD = 'RFC 8428'
/** The version that RFC 8428 defines. */
const VERSION = 10
/** 4.5.3: smaller times are seconds from now. */
const FIRST_ABSOLUTE = 2 ** 28
/** Records of one pack; more would keep everybody else waiting. */
const MOST_RECORDS = 1000
const MAX_SECONDS = 8_640_000_000_000

const BASE_LABELS = ['bn', 'bt', 'bu', 'bv', 'bs', 'bver']
const LABELS = new Map<string, readonly [zh: string, en: string]>(
  Object.entries({
    bn: ['基名称', 'base name'],
    bt: ['基时间', 'base time'],
    bu: ['基单位', 'base unit'],
    bv: ['基值', 'base value'],
    bs: ['基累计', 'base sum'],
    bver: ['版本', 'version'],
    n: ['名称', 'name'],
    u: ['单位', 'unit'],
    v: ['数值', 'value'],
    vs: ['字符串值', 'string value'],
    vb: ['布尔值', 'boolean value'],
    vd: ['数据值', 'data value'],
    s: ['累计', 'sum'],
    t: ['时间', 'time'],
    ut: ['更新间隔', 'update time'],
  }),
)

/**
 * SenML in JSON (RFC 8428): base values are resolved, times made absolute. The station is the base name without its last separator, the element
 * is the name; where a record has no base name, its name is cut at the last separator.
 */
export const senml: Codec<undefined> = jsonCodec('senml', STANDARD, read)

/** Base values in force: they hold until another record sets them anew (4.1). */
interface Base {
  name: string
  time: number
  unit: string | undefined
  value: number | undefined
  sum: number | undefined
}

function read(document: unknown, context: CodecContext, rejections: Rejections): JsonReading {
  const explained: Explained[] = []
  const nothing = (reason: Reason, offending: unknown, path: string, clause: string): JsonReading => {
    rejections.add(path, reason, offending, clause)
    return { purpose: 'refused', station: context.station, values: [], explained }
  }
  if (!Array.isArray(document))
    return nothing(say('kind-records', { kind: kindOf(document) }), document, '', `${STANDARD} 4`)
  if (document.length === 0) return nothing(say('empty-records'), document, '', `${STANDARD} 4`)
  if (document.length > MOST_RECORDS)
    return nothing(
      say('records-many', { count: document.length, most: MOST_RECORDS }),
      '',
      '',
      `${STANDARD} 4`,
    )
  // 4.4: a label that must be understood and is not makes the whole pack unreadable.
  for (const [index, record] of document.entries()) {
    const unknown = Object.keys(objectOf(record) ?? {}).find((label) => label.endsWith('_'))
    if (unknown !== undefined)
      return nothing(
        say('must-understand', { label: unknown }),
        record,
        `[${index}].${unknown}`,
        `${STANDARD} 4.4`,
      )
  }
  const base: Base = { name: '', time: 0, unit: undefined, value: undefined, sum: undefined }
  const values: ElementValue[] = []
  for (const [index, entry] of document.entries()) {
    const record = objectOf(entry)
    const path = `[${index}]`
    if (record === undefined) {
      rejections.add(path, say('kind-record', { kind: kindOf(entry) }), entry, `${STANDARD} 4`)
      continue
    }
    for (const [label, value] of Object.entries(record)) {
      const [zh, en] = LABELS.get(label) ?? ['未知', 'unknown']
      explained.push({ path: `${path}.${label}`, zh, en, value, clause: `${STANDARD} table 1` })
    }
    const version = record['bver']
    if (version !== undefined && (typeof version !== 'number' || version > VERSION)) {
      return nothing(
        say('version', { version: String(version), expected: VERSION }),
        record,
        `${path}.bver`,
        `${STANDARD} 4.1`,
      )
    }
    if (!takeBase(record, base, path, rejections)) continue
    const value = resolved(record, base, path, context, rejections)
    if (value !== undefined) values.push(value)
  }
  return { purpose: 'readings', station: context.station ?? values[0]?.station, values, explained }
}

function takeBase(
  record: Readonly<Record<string, unknown>>,
  base: Base,
  path: string,
  rejections: Rejections,
): boolean {
  for (const label of BASE_LABELS) {
    const value = record[label]
    const isText = label === 'bn' || label === 'bu'
    // 1e999 is good JSON, and no number.
    if (value === undefined || (isText ? typeof value === 'string' : Number.isFinite(value))) continue
    rejections.add(
      `${path}.${label}`,
      say(isText ? 'kind-string' : 'kind-number', { kind: kindOf(value) }),
      record,
      `${STANDARD} 4.1`,
    )
    return false
  }
  base.name = (record['bn'] as string | undefined) ?? base.name
  base.time = (record['bt'] as number | undefined) ?? base.time
  base.unit = (record['bu'] as string | undefined) ?? base.unit
  base.value = (record['bv'] as number | undefined) ?? base.value
  base.sum = (record['bs'] as number | undefined) ?? base.sum
  return true
}

function resolved(
  record: Readonly<Record<string, unknown>>,
  base: Base,
  path: string,
  context: CodecContext,
  rejections: Rejections,
): ElementValue | undefined {
  const given = ['v', 'vs', 'vb', 'vd'].filter((label) => record[label] !== undefined)
  if (given.length === 0 && record['s'] === undefined) {
    // A record may set base values and nothing else; a base value alone is a value (4.2).
    const setsOnly = record['n'] === undefined && BASE_LABELS.some((label) => record[label] !== undefined)
    if (setsOnly && record['bv'] === undefined) return undefined
    if (base.value === undefined) {
      rejections.add(path, say('senml-no-value'), record, `${STANDARD} 4.2`)
      return undefined
    }
  }
  if (given.length > 1) {
    rejections.add(path, say('senml-several', { labels: given.join(', ') }), record, `${STANDARD} 4.2`)
    return undefined
  }
  const name = record['n']
  const ownTime = record['t']
  if (name !== undefined && typeof name !== 'string') {
    rejections.add(`${path}.n`, say('kind-string', { kind: kindOf(name) }), record, `${STANDARD} 4.2`)
    return undefined
  }
  const whole = `${base.name}${name ?? ''}`
  if (!/^[A-Za-z0-9][A-Za-z0-9\-:./_]*$/.test(whole)) {
    rejections.add(`${path}.n`, say('senml-name'), whole, `${STANDARD} 4.5.1`)
    return undefined
  }
  const { station, element } = split(base.name, name ?? '', context.station)
  const seconds = base.time + (typeof ownTime === 'number' ? ownTime : 0)
  if ((ownTime !== undefined && typeof ownTime !== 'number') || !(Math.abs(seconds) <= MAX_SECONDS)) {
    rejections.add(`${path}.t`, say('senml-time'), record, `${STANDARD} 4.5.3`)
    return undefined
  }
  const unit = (record['u'] as string | undefined) ?? base.unit
  const [only = 'v'] = given
  const reading = {
    station,
    element,
    time: timeOf(seconds, context),
    unit: typeof unit === 'string' ? unit : undefined,
  }
  const raw = record[only]
  // 4.2: a sum stands in for a value that is missing.
  if (given.length === 0 && record['s'] !== undefined) {
    const sum = record['s']
    const total = typeof sum === 'number' ? sum + (base.sum ?? 0) : sum
    if (typeof total === 'number' && Number.isFinite(total))
      return { ...reading, element: `${element}#sum`, value: total }
    rejections.add(`${path}.s`, say('kind-number', { kind: kindOf(total) }), record, `${STANDARD} 4.2`)
    return undefined
  }
  const value = raw === undefined && base.value !== undefined ? 0 : raw
  const total = typeof value === 'number' ? value + (base.value ?? 0) : Number.NaN
  if (only === 'v' && Number.isFinite(total)) return { ...reading, value: total }
  if (only === 'vb' && typeof raw === 'boolean') return { ...reading, value: raw ? 1 : 0 }
  const reason = say('kind-number', { kind: kindOf(typeof value === 'number' ? total : value) })
  rejections.add(`${path}.${only}`, reason, record, `${STANDARD} 4.2`)
  return { ...reading, value: undefined, reason: cited(reason, `${STANDARD} 4.2`) }
}

/** 4.5.3: nothing or 0 is now, a small number is so many seconds from now. */
function timeOf(seconds: number, { receivedAt }: CodecContext): number {
  const milliseconds = Math.round(seconds * 1000)
  return seconds >= FIRST_ABSOLUTE ? milliseconds : receivedAt + milliseconds
}

function split(
  baseName: string,
  name: string,
  station: string | undefined,
): { station: string; element: string } {
  const code = baseName.replace(/[-:./_]+$/, '')
  if (code !== '' && name !== '') return { station: code, element: name }
  const whole = `${baseName}${name}`
  const at = Math.max(whole.lastIndexOf(':'), whole.lastIndexOf('/'))
  if (at > 0 && at < whole.length - 1) return { station: whole.slice(0, at), element: whole.slice(at + 1) }
  return { station: station ?? code, element: name === '' ? whole : name }
}

/** Writes a pack of one station. For simulators. `time` in epoch milliseconds. */
export function senmlPack(
  baseName: string,
  records: readonly {
    readonly name: string
    readonly unit: string
    readonly value: number
    readonly time: number
  }[],
): Uint8Array {
  const [first] = records
  const baseTime = first === undefined ? 0 : first.time / 1000
  const pack = records.map(({ name, unit, value, time }, index) => ({
    ...(index === 0 ? { bn: baseName, bt: baseTime } : {}),
    n: name,
    u: unit,
    v: value,
    ...(time === first?.time ? {} : { t: time / 1000 - baseTime }),
  }))
  return fromUtf8(JSON.stringify(pack))
}
