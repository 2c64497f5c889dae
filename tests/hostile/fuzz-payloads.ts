import {
  type Decoded,
  decodePayload,
  decodeProfile,
  Judge,
  MAX_ITEMS,
  type Rule,
  type Station,
} from '@tocsin/core'
import { decodeEntry, encodeEntry } from '@tocsin/gateway/journal/codec'
import { cuts, huntAsThread, type Quarry } from './hunt.ts'
import { mutatedBytes, mutatedValue } from './mutate.ts'
import type { Random } from './random.ts'

const NOW = Date.UTC(2026, 6, 1, 4)
const STATION: Station = {
  id: 'bridge',
  name: '白河桥',
  area: 'lushan/xincun',
  datastreams: [
    { name: 'level', property: 'water-level', unit: 'm', intervalMs: 300_000, span: [0, 12] },
    { name: 'rain', property: 'rainfall', unit: 'mm', intervalMs: 300_000, form: 'increment' },
    { name: 'total', property: 'rainfall', unit: 'mm', intervalMs: 300_000, form: 'counter' },
    { name: 'gas', property: 'methane', unit: '%LEL', intervalMs: 60_000 },
  ],
}
const PROFILE = decodeProfile(STATION)
const RULES: readonly Rule[] = [
  {
    id: 'r1',
    version: 1,
    state: 'active',
    name: 'level',
    appliesTo: { property: 'water-level' },
    condition: { kind: 'threshold', direction: 'above' },
    levels: { yellow: { raiseAt: 3, clearBelow: 2 }, red: { raiseAt: 4, for: '2m' } },
  },
  {
    id: 'r2',
    version: 1,
    state: 'active',
    name: 'rain',
    appliesTo: { property: 'rainfall' },
    condition: { kind: 'accumulation' },
    levels: { red: { anyOf: { '1h': 30, '24h': 100 } } },
  },
  {
    id: 'r3',
    version: 1,
    state: 'active',
    name: 'rise',
    appliesTo: { property: 'methane' },
    condition: { kind: 'rate', direction: 'rising', window: '10m' },
    levels: { orange: { raiseAt: 5 } },
  },
]

/** A payload as a device sends it. */
function payload(random: Random): unknown {
  const item = () => ({
    ts: random.once(4)
      ? new Date(NOW - random.below(1e7)).toISOString().replace('Z', random.of(['Z', '+08:00', '']))
      : NOW - random.below(1e8),
    values: Object.fromEntries(
      random.list(1 + random.below(4), () => [
        random.of(['level', 'rain', 'total', 'gas', 'level', 'speed']),
        random.of([0, 1.25, 3.9, 12, -1, 4.5, 99_999, random.below(1000) / 10]),
      ]),
    ),
  })
  const kind = random.below(6)
  if (kind === 0) return random.list(random.below(12), item)
  if (kind === 1 && random.once(40)) return random.list(MAX_ITEMS - 1 + random.below(3), item)
  return item()
}

/** What no decoded frame may be. */
function wrongWith({ readings, rejections }: Decoded): string | undefined {
  if (readings.length === 0 && rejections.length === 0) return 'it is neither read nor rejected'
  if (readings.length > MAX_ITEMS * STATION.datastreams.length) return `${readings.length} readings`
  if (rejections.length > 21) return `${rejections.length} rejections`
  for (const { value, phenomenonTime, datastream } of readings) {
    if (!Number.isFinite(value)) return `the value ${value}`
    if (!Number.isInteger(phenomenonTime) || Number.isNaN(new Date(phenomenonTime).getTime()))
      return `the time ${phenomenonTime}`
    if (!STATION.datastreams.some(({ name }) => datastream === `bridge/${name}`)) return datastream
  }
  for (const { reason, excerpt, path } of rejections) {
    if (reason === '') return 'a rejection without a reason'
    if (excerpt.length > 121 || path.length > 200)
      return `a rejection of ${excerpt.length} and ${path.length} letters`
    if (/[\p{Cc}\p{Cs}]/u.test(excerpt + path)) return 'a rejection that would garble a line'
  }
  return undefined
}

/** Entries of one judge: it must stand them all, and a new one is cheaper than what many strange readings leave. */
const ENTRIES = 5000

export function payloads(): Quarry<Buffer> {
  let judge = new Judge()
  let position = 0
  const begin = () => {
    judge = new Judge()
    position = 0
    const by = { kind: 'person', id: 'u1', name: 'x' } as const
    judge.take({ type: 'config', at: NOW, by, change: { kind: 'station', station: STATION } }, ++position)
    for (const rule of RULES)
      judge.take({ type: 'config', at: NOW, by, change: { kind: 'rule', rule } }, ++position)
  }
  begin()
  return {
    make(random) {
      const value = random.once(3) ? payload(random) : mutatedValue(payload(random), random)
      const bytes = Buffer.from(JSON.stringify(value) ?? '')
      return random.once(2) ? mutatedBytes(bytes, random) : bytes
    },
    judge(bytes) {
      const decoded = decodePayload(bytes.toString(), PROFILE, NOW)
      const wrong = wrongWith(decoded)
      if (wrong !== undefined) return wrong
      if (position >= ENTRIES) begin()
      const at = NOW + position
      const entry = { type: 'readings', at, station: 'bridge', ...decoded } as const
      const line = encodeEntry(entry)
      if (line.includes('\n')) return 'a line of the journal that is two'
      const read = decodeEntry(line)
      if (JSON.stringify(read) !== JSON.stringify(entry))
        return `the journal reads it as ${JSON.stringify(read)}`
      judge.take(read, ++position)
      const due = judge.nextDue()
      return due !== undefined && !Number.isFinite(due) ? `a timer at ${due}` : undefined
    },
    smaller: (bytes) =>
      cuts(bytes, (from, to) => Buffer.concat([bytes.subarray(0, from), bytes.subarray(to)])),
    show: (bytes) => JSON.stringify(bytes.toString('latin1')),
  }
}

await huntAsThread(payloads)
