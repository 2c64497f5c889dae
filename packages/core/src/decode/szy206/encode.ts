import type { Instant } from '../../model/index.ts'
import { digitsOf, packed } from '../bcd.ts'
import { joined } from '../bytes.ts'
import { wallClock } from '../local-time.ts'
import { LINK_TEST, SELF_REPORT, writeFrame } from './frame.ts'
import { KINDS, type ValueDefinition } from './values.ts'

/** A self-report of one kind. For simulators and tests. `values` follow the kind's order; undefined is none. Throws RangeError for what has no form. */
export function szy206Report(
  station: string,
  kind: number,
  values: readonly (number | undefined)[],
  sentAt: Instant,
  zone: string,
): Uint8Array {
  const definitions = KINDS[kind]?.values ?? []
  if (definitions.length === 0) throw new RangeError(`kind ${kind}: its values are not known here`)
  const data = values.map((value, index) =>
    littleBytes(value, definitions[index % definitions.length] as ValueDefinition),
  )
  const { second, minute, hour, day } = wallClock(sentAt, zone)
  const tag = packed([second, minute, hour, day, 0].map((part) => String(part).padStart(2, '0')).join(''))
  const head = { control: 0xb0 | kind, countdown: undefined, station, fn: SELF_REPORT }
  return writeFrame(head, joined(...data, [0, 0, 0, 0], tag))
}

/** Any frame around its data. For simulators and tests. */
export function szy206Frame(
  head: {
    readonly control: number
    readonly countdown?: number | undefined
    readonly station: string
    readonly fn: number
  },
  data: Uint8Array,
): Uint8Array {
  return writeFrame({ ...head, countdown: head.countdown }, data)
}

/** A link test: log-in F0H, log-out F1H, keep-alive F2H. */
export function szy206LinkTest(station: string, code: 0xf0 | 0xf1 | 0xf2): Uint8Array {
  return writeFrame({ control: 0xb0, countdown: undefined, station, fn: LINK_TEST }, Uint8Array.of(code))
}

function littleBytes(
  value: number | undefined,
  { name, bytes, decimals, signed }: ValueDefinition,
): Uint8Array {
  if (value === undefined) return new Uint8Array(bytes).fill(0xaa)
  const digits = digitsOf(Math.abs(value), decimals, 2 * bytes)
  const top = Number(digits?.[0])
  if (digits === undefined || (signed ? top > (value < 0 ? 6 : 7) : value < 0))
    throw new RangeError(`${name}: ${value} does not fit into ${bytes} bytes`)
  const raw = packed(digits).toReversed()
  if (value < 0) raw[bytes - 1] = (raw[bytes - 1] as number) | 0x80
  return raw
}
