/** Names under which protocols know a unit that the gateway writes in its own way. */
const SAME = new Map<string, string>([
  ['Cel', '°C'],
  ['℃', '°C'],
  ['%RH', '%'],
  ['m3/s', 'm³/s'],
  ['m3', 'm³'],
  ['mg/m3', 'mg/m³'],
  ['ug/m3', 'µg/m³'],
  ['μg/m³', 'µg/m³'],
  ['l/s', 'L/s'],
])

/** What one of a unit is in the base unit of its kind; only what the gateway's datastreams are written in. */
const SIZES: readonly ReadonlyMap<string, number>[] = [
  new Map([
    ['mm', 1],
    ['cm', 10],
    ['m', 1000],
  ]),
  new Map([
    ['L/s', 1],
    ['m³/s', 1000],
  ]),
  new Map([
    ['mV', 1],
    ['V', 1000],
  ]),
  new Map([
    ['Pa', 1],
    ['hPa', 100],
    ['kPa', 1000],
  ]),
  new Map([
    ['µg/m³', 1],
    ['mg/m³', 1000],
  ]),
]

/** How many of unit `to` one of unit `from` is; undefined when that is not known. */
export function unitRatio(from: string, to: string): number | undefined {
  const [source, target] = [SAME.get(from) ?? from, SAME.get(to) ?? to]
  if (source === target) return 1
  for (const sizes of SIZES) {
    const [one, other] = [sizes.get(source), sizes.get(target)]
    if (one !== undefined && other !== undefined) return one / other
  }
  return undefined
}

/** `value × factor` without the noise of binary fractions: a factor of 0.1 divides by ten. */
export function scaled(value: number, factor: number): number {
  const inverse = Math.round(1 / factor)
  const divides = inverse !== 0 && Number.isFinite(inverse) && Math.abs(inverse * factor - 1) < 1e-12
  return divides ? value / inverse : value * factor
}
