import { fromUtf8 } from './bytes.ts'
import type { Codec, CodecContext } from './codec.ts'
import { parseInstant } from './instant.ts'
import { type Explained, type JsonReading, jsonCodec, objectOf } from './json-codec.ts'
import { numbersIn } from './json-values.ts'
import { say } from './reasons.ts'
import { kindOf, type Rejections } from './rejections.ts'

const STANDARD = 'ChirpStack v4 integration'

/**
 * Events of ChirpStack v4 in JSON. The station is the device's EUI, the elements are the paths of the decoded object; the raw payload is not read,
 * for which ChirpStack's own device profile has a codec.
 */
export const chirpstack: Codec<undefined> = jsonCodec('chirpstack', STANDARD, read)

const FIELDS: Readonly<Record<string, readonly [zh: string, en: string]>> = {
  deduplicationId: ['去重标识', 'one and the same uplink'],
  time: ['时间', 'time'],
  devAddr: ['设备地址', 'device address'],
  fCnt: ['帧计数', 'frame counter'],
  fPort: ['端口', 'port'],
  confirmed: ['需确认', 'confirmed'],
  dr: ['数据速率', 'data rate'],
  data: ['原始负载（base64）', 'raw payload in base64'],
  batteryLevel: ['电池电量', 'battery level'],
  margin: ['链路余量', 'link margin'],
}

function read(document: unknown, context: CodecContext, rejections: Rejections): JsonReading {
  const explained: Explained[] = []
  const event = objectOf(document)
  const device = objectOf(event?.['deviceInfo'])
  const eui = device?.['devEui']
  if (event === undefined || device === undefined || typeof eui !== 'string' || eui === '') {
    const reason = event === undefined ? say('kind-event', { kind: kindOf(document) }) : say('no-eui')
    rejections.add(
      event === undefined ? '' : 'deviceInfo.devEui',
      reason,
      document,
      `${STANDARD}, UplinkEvent`,
    )
    return { purpose: 'refused', station: context.station, values: [], explained }
  }
  explained.push({
    path: 'deviceInfo.devEui',
    zh: '设备',
    en: 'device',
    value: eui,
    clause: `${STANDARD}, DeviceInfo`,
  })
  for (const [name, [zh, en]] of Object.entries(FIELDS)) {
    if (event[name] !== undefined)
      explained.push({ path: name, zh, en, value: event[name], clause: `${STANDARD}, UplinkEvent` })
  }
  const station = eui.toLowerCase()
  const sentAt = timeOf(event, rejections)
  const id = event['deduplicationId']
  const head = {
    station,
    sentAt,
    repeatKey: typeof id === 'string' ? `${station}/${id}` : undefined,
  }
  const object = event['object']
  const isUplink =
    event['fCnt'] !== undefined ||
    event['data'] !== undefined ||
    object !== undefined ||
    event['rxInfo'] !== undefined
  if (typeof event['batteryLevel'] === 'number' && !isUplink) {
    const { batteryLevel, margin } = event
    const status = { batteryLevel, ...(typeof margin === 'number' ? { margin } : {}) }
    const options = { station, time: sentAt, clause: `${STANDARD}, StatusEvent`, path: '', allowsText: true }
    return {
      ...head,
      purpose: 'readings',
      command: 'status',
      values: numbersIn(status, options, rejections, explained),
      explained,
    }
  }
  if (!isUplink) return { ...head, purpose: 'link', values: [], explained }
  // Proto-JSON leaves out what is zero.
  const port = typeof event['fPort'] === 'number' ? event['fPort'] : 0
  const decoded = objectOf(object)
  if (decoded === undefined) {
    // An empty uplink answers a downlink; one with bytes needs a codec in ChirpStack.
    if (typeof event['data'] === 'string' && event['data'] !== '') {
      rejections.add('object', say('no-object'), event['data'], `${STANDARD}, UplinkEvent`)
    }
    return { ...head, purpose: 'other', command: 'up', values: [], explained }
  }
  const options = {
    station,
    time: sentAt,
    port,
    clause: `${STANDARD}, UplinkEvent.object`,
    path: 'object',
    allowsText: true,
  }
  return {
    ...head,
    purpose: 'readings',
    command: 'up',
    values: numbersIn(decoded, options, rejections, explained),
    explained,
  }
}

function timeOf(event: Readonly<Record<string, unknown>>, rejections: Rejections): number | undefined {
  const text = event['time']
  if (text === undefined) return undefined
  const time = typeof text === 'string' ? parseInstant(text) : undefined
  if (time === undefined) rejections.add('time', say('rfc3339'), text, `${STANDARD}, UplinkEvent.time`)
  return time
}

/** Writes an uplink. For simulators. `time` as RFC 3339. */
export function chirpstackUplink(
  devEui: string,
  uplink: {
    readonly id: string
    readonly time: string
    readonly fCnt: number
    readonly fPort: number
    readonly object: Readonly<Record<string, unknown>>
  },
): Uint8Array {
  const { id, time, fCnt, fPort, object } = uplink
  return fromUtf8(JSON.stringify({ deduplicationId: id, time, deviceInfo: { devEui }, fCnt, fPort, object }))
}
