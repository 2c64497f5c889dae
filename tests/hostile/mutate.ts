import type { Random } from './random.ts'

/** Bytes changed, cut out, doubled, put in and moved at random. */
export function mutatedBytes(bytes: Buffer, random: Random): Buffer {
  let mutated = Buffer.from(bytes)
  for (let times = 1 + random.below(4); times > 0; times--) {
    const at = random.below(mutated.length + 1)
    const length = 1 + random.below(20)
    const kind = random.below(7)
    if (kind === 0 && at < mutated.length) mutated[at] = random.below(256)
    else if (kind === 1 && at < mutated.length) mutated[at] = (mutated[at] ?? 0) ^ (1 << random.below(8))
    else if (kind === 2) mutated = Buffer.concat([mutated.subarray(0, at), mutated.subarray(at + length)])
    else if (kind === 3) mutated = Buffer.concat([mutated.subarray(0, at + length), mutated.subarray(at)])
    else if (kind === 4)
      mutated = Buffer.concat([mutated.subarray(0, at), random.bytes(random.below(5)), mutated.subarray(at)])
    else if (kind === 5) mutated = mutated.subarray(0, at)
    else mutated.copy(mutated, at, random.below(mutated.length + 1))
  }
  return mutated
}

/** What stands where something else was expected. */
const ODD: readonly unknown[] = [
  null,
  true,
  0,
  -0,
  -1,
  1,
  0.1,
  1e308,
  -1e308,
  5e-324,
  2 ** 53,
  8.64e15,
  8.64e15 + 1,
  '',
  '0',
  '1e9h',
  '-1m',
  '1.5h',
  '99999999999999999999d',
  '１０m',
  '24:00',
  '2025-02-30T00:00Z',
  '+275761-01-01T00:00Z',
  '\0',
  '\ud800',
  '\u202e',
  '水'.repeat(300),
  'a'.repeat(5000),
  '__proto__',
  'constructor',
  'toString',
  [],
  {},
  [[[[[[]]]]]],
  { length: 1e9 },
  { toString: null, valueOf: null },
]

const NAMES = [
  '__proto__',
  'constructor',
  'toString',
  'hasOwnProperty',
  '',
  '0',
  'kind',
  'red',
  '1h',
  'values',
  'ts',
]

/** A value of JSON with some of its parts taken out, replaced, doubled, renamed, or moved to where others stand. */
export function mutatedValue(value: unknown, random: Random): unknown {
  const mutated = { root: structuredClone(value) }
  for (let times = 1 + random.below(3); times > 0; times--) mutateOnce(mutated, random)
  return mutated.root
}

function mutateOnce(mutated: { root: unknown }, random: Random): void {
  const places: { holder: Record<string, unknown>; key: string }[] = []
  const visit = (holder: Record<string, unknown>, key: string, depth: number) => {
    places.push({ holder, key })
    const held = holder[key]
    if (typeof held !== 'object' || held === null || depth > 8 || places.length > 400) return
    for (const inner of Object.keys(held)) visit(held as Record<string, unknown>, inner, depth + 1)
  }
  visit(mutated as Record<string, unknown>, 'root', 0)
  const { holder, key } = random.of(places)
  const other = random.of(places)
  switch (random.below(7)) {
    case 0:
      if (Array.isArray(holder)) holder.splice(Number(key), 1)
      else if (key !== 'root') delete holder[key]
      return
    case 1:
    case 2:
      put(holder, key, structuredClone(random.of(ODD)))
      return
    case 3:
      put(holder, key, structuredClone(other.holder[other.key]))
      return
    case 4: {
      const held = holder[key]
      if (typeof held === 'number') holder[key] = nudged(held, random)
      else if (typeof held === 'string') holder[key] = mutatedText(held, random)
      else if (Array.isArray(held)) holder[key] = held.concat(held)
      return
    }
    case 5:
      if (key !== 'root') put(holder, random.of(NAMES), holder[key])
      return
    default:
      if (typeof holder[key] === 'object' && holder[key] !== null)
        put(holder[key] as Record<string, unknown>, random.of(NAMES), structuredClone(random.of(ODD)))
  }
}

/** As JSON would: `__proto__` is a name as others are. */
function put(holder: Record<string, unknown>, key: string, value: unknown): void {
  if (Array.isArray(holder) && !/^\d+$/.test(key)) holder.push(value)
  else Object.defineProperty(holder, key, { value, configurable: true, enumerable: true, writable: true })
}

function nudged(value: number, random: Random): number {
  return random.of([
    value + 1,
    value - 1,
    -value,
    value * 1e6,
    value / 1e6,
    value + 0.1,
    Math.round(value),
    value * 1e300,
  ])
}

/** A text with characters changed, cut out, doubled and put in at random. */
export function mutatedText(text: string, random: Random): string {
  let mutated = text
  for (let times = 1 + random.below(3); times > 0; times--) {
    const at = random.below(mutated.length + 1)
    const length = 1 + random.below(6)
    const kind = random.below(5)
    if (kind === 0) mutated = mutated.slice(0, at) + mutated.slice(at + length)
    else if (kind === 1) mutated = mutated.slice(0, at + length) + mutated.slice(at)
    else if (kind === 2) mutated = mutated.slice(0, at)
    else mutated = mutated.slice(0, at) + random.of(LETTERS) + mutated.slice(at + (kind === 3 ? 1 : 0))
  }
  return mutated
}

const LETTERS = [
  ...' \n\t\0\r0123456789.,:;+-*/#"\'{}[]()<>=&%$@!?\\aAzZ１３户收到水\u{1f30a}\ufeff\u200b\u0301\u202e',
  '\ud800',
]
