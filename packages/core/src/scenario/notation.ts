/**
 * What a series holds at one of its times: a number, nothing (undefined), or something that is no number, in the JSON that a device would
 * send for it.
 */
export type Slot = number | undefined | { readonly json: string }

/** A series read from its notation, or what in it could not be read. `at` counts characters from 0. */
export type Notation =
  | { readonly ok: true; readonly slots: readonly Slot[] }
  | { readonly ok: false; readonly at: number; readonly message: string; readonly expected: string }

const NUMBER = '\\d+(?:\\.\\d+)?(?:[eE][+-]?\\d+)?|\\.\\d+'
const ITEM = new RegExp(`^([+-]?(?:${NUMBER}))(?:([+-](?:${NUMBER})))?(?:x(\\d+))?$`)
const MISSING = /^(?:_|stale)(?:x(\d+))?$/
/** JSON knows neither NaN nor infinity: a device writes the one as text, the other as a number too large to be one. */
const UNREADABLE: ReadonlyMap<string, string> = new Map(
  Object.entries({
    NaN: '"NaN"',
    Inf: '1e999',
    '+Inf': '1e999',
    '-Inf': '-1e999',
    null: 'null',
  }),
)
const EXPECTED = 'a number, "a+bxn", "a-bxn", "axn", "_", "_xn", "stale", "NaN", "Inf" or "null"'

/**
 * Reads a series as promtool writes it: `a+bxn` is a and n more, each b higher; `axn` is a and n more of the same; `_` is a missing one,
 * `_xn` n of them; `stale` is a missing one too. At most `most` values.
 */
export function parseSeries(text: string, most: number): Notation {
  const slots: Slot[] = []
  for (const { 0: item, index: at } of text.matchAll(/\S+/g)) {
    const fault = (message: string, expected: string): Notation => ({ ok: false, at, message, expected })
    const read = readItem(item)
    if (read === undefined) return fault(`cannot read "${item}"`, EXPECTED)
    if (slots.length + read.count > most) {
      return fault(`"${item}" makes it more than ${most} values`, `at most ${most}`)
    }
    for (let index = 0; index < read.count; index++) slots.push(read.slot(index))
  }
  return { ok: true, slots }
}

function readItem(item: string): { count: number; slot(index: number): Slot } | undefined {
  const missing = MISSING.exec(item)
  if (missing) return { count: Number(missing[1] ?? 1), slot: () => undefined }
  const json = UNREADABLE.get(item)
  if (json !== undefined) return { count: 1, slot: () => ({ json }) }
  const match = ITEM.exec(item)
  if (!match) return undefined
  const [, start = '', step = '0', times] = match
  // A step without a count is a typing error, not a series of one.
  if (match[2] !== undefined && times === undefined) return undefined
  const digits = Math.max(decimals(start), decimals(step))
  const exact = (value: number) => (digits > 15 ? value : Number(value.toFixed(digits)))
  return { count: Number(times ?? 0) + 1, slot: (index) => exact(Number(start) + index * Number(step)) }
}

/** How many decimals a number is written with: 3.6 + 2 × 0.05 must be 3.7, or a boundary would be missed by a binary fraction. */
function decimals(written: string): number {
  const [mantissa = '', exponent = '0'] = written.toLowerCase().split('e')
  return Math.max(0, (mantissa.split('.')[1] ?? '').length - Number(exponent))
}
