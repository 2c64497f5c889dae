import type { Instant } from '../model/index.ts'
import { fromUtf8 } from './bytes.ts'
import type { Codec, CodecContext, ElementValue } from './codec.ts'
import { type Explained, type JsonReading, jsonCodec, objectOf } from './json-codec.ts'
import { numbersIn } from './json-values.ts'
import { say } from './reasons.ts'
import { kindOf, type Rejections } from './rejections.ts'

const STANDARD = 'ThingsBoard device API'
const MOST_ITEMS = 1000
const MAX_INSTANT = 8_640_000_000_000_000

/**
 * The payloads of the ThingsBoard device API: `telemetry` (`{…}`, `{"ts","values"}` or an array of either), `attributes` (one flat object, true
 * now), and `gateway` telemetry, where each key is a device. The station is what the transport names: the token, or the topic.
 */
export function thingsboard(shape: 'telemetry' | 'attributes' | 'gateway'): Codec<undefined> {
  return jsonCodec('thingsboard', STANDARD, (document, context, rejections) =>
    read(shape, document, context, rejections),
  )
}

function read(
  shape: 'telemetry' | 'attributes' | 'gateway',
  document: unknown,
  context: CodecContext,
  rejections: Rejections,
): JsonReading {
  const explained: Explained[] = []
  const values: ElementValue[] = []
  const station = context.station
  if (shape === 'gateway') {
    const devices = objectOf(document)
    if (devices === undefined)
      rejections.add(
        '',
        say('kind-devices', { kind: kindOf(document) }),
        document,
        `${STANDARD}, gateway telemetry`,
      )
    for (const [device, items] of Object.entries(devices ?? {})) {
      if (Array.isArray(items)) takeItems(items, device, device, values, rejections, explained)
      else
        rejections.add(
          device,
          say('kind-array', { kind: kindOf(items) }),
          items,
          `${STANDARD}, gateway telemetry`,
        )
    }
  } else if (shape === 'attributes' && objectOf(document) !== undefined) {
    takeItem(document, '', station ?? '', undefined, 'attributes', values, rejections, explained)
  } else if (shape === 'telemetry') {
    const list: readonly unknown[] | undefined = Array.isArray(document) ? document : undefined
    takeItems(
      list ?? [document],
      list === undefined ? undefined : '',
      station ?? '',
      values,
      rejections,
      explained,
    )
  } else {
    rejections.add('', say('kind-object', { kind: kindOf(document) }), document, `${STANDARD}, attributes`)
  }
  const isRefused = values.length === 0 && rejections.list().length > 0
  return { purpose: isRefused ? 'refused' : 'readings', station, command: shape, values, explained }
}

function takeItems(
  items: readonly unknown[],
  path: string | undefined,
  station: string,
  values: ElementValue[],
  rejections: Rejections,
  explained: Explained[],
): void {
  if (items.length > MOST_ITEMS) {
    rejections.add(
      path ?? '',
      say('items-many', { count: items.length, most: MOST_ITEMS }),
      '',
      `${STANDARD}, telemetry`,
    )
    return
  }
  for (const [index, item] of items.entries()) {
    const at = path === undefined ? '' : `${path}[${index}]`
    const timed = objectOf(item)
    const inner = objectOf(timed?.['values'])
    if (timed !== undefined && timed['ts'] !== undefined && inner !== undefined) {
      const time = timeOf(timed['ts'])
      if (time === undefined) rejections.add(`${at}.ts`, say('epoch'), timed['ts'], `${STANDARD}, telemetry`)
      else takeItem(inner, `${at}.values`, station, time, 'telemetry', values, rejections, explained)
    } else {
      takeItem(item, at, station, undefined, 'telemetry', values, rejections, explained)
    }
  }
}

function takeItem(
  item: unknown,
  path: string,
  station: string,
  time: Instant | undefined,
  part: string,
  values: ElementValue[],
  rejections: Rejections,
  explained: Explained[],
): void {
  const object = objectOf(item)
  const clause = `${STANDARD}, ${part}`
  if (object === undefined) {
    rejections.add(path, say('kind-object', { kind: kindOf(item) }), item, clause)
    return
  }
  values.push(
    ...numbersIn(
      object,
      { station, time, clause, path, allowsText: part === 'attributes' },
      rejections,
      explained,
    ),
  )
}

function timeOf(value: unknown): Instant | undefined {
  return typeof value === 'number' && Math.abs(value) <= MAX_INSTANT ? Math.floor(value) : undefined
}

/** Writes telemetry. For simulators. */
export function thingsboardTelemetry(
  items: readonly { readonly ts: Instant; readonly values: Readonly<Record<string, number>> }[],
): Uint8Array {
  return fromUtf8(JSON.stringify(items.length === 1 ? items[0] : items))
}
