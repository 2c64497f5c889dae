/** What a unit measures, and how much of the base unit one of it is, plus an offset where zero lies elsewhere. */
interface Unit {
  readonly of: string
  readonly factor: number
  readonly offset?: number
}

/** The international foot and inch (NIST SP 811). */
const FOOT = 0.3048
const INCH = 0.0254

const UNITS: Readonly<Record<string, Unit>> = {
  m: { of: 'length', factor: 1 },
  cm: { of: 'length', factor: 0.01 },
  mm: { of: 'length', factor: 0.001 },
  km: { of: 'length', factor: 1000 },
  ft: { of: 'length', factor: FOOT },
  in: { of: 'length', factor: INCH },
  'm³/s': { of: 'flow', factor: 1 },
  'L/s': { of: 'flow', factor: 0.001 },
  'm³/h': { of: 'flow', factor: 1 / 3600 },
  'ft³/s': { of: 'flow', factor: FOOT ** 3 },
  'm/s': { of: 'speed', factor: 1 },
  'km/h': { of: 'speed', factor: 1 / 3.6 },
  'ft/s': { of: 'speed', factor: FOOT },
  kn: { of: 'speed', factor: 1852 / 3600 },
  '°C': { of: 'temperature', factor: 1 },
  '°F': { of: 'temperature', factor: 5 / 9, offset: -160 / 9 },
  K: { of: 'temperature', factor: 1, offset: -273.15 },
  hPa: { of: 'pressure', factor: 1 },
  Pa: { of: 'pressure', factor: 0.01 },
  kPa: { of: 'pressure', factor: 10 },
  V: { of: 'voltage', factor: 1 },
  mV: { of: 'voltage', factor: 0.001 },
  'mg/m³': { of: 'concentration', factor: 1 },
  'µg/m³': { of: 'concentration', factor: 0.001 },
  ppm: { of: 'fraction', factor: 1 },
  ppb: { of: 'fraction', factor: 0.001 },
  '%': { of: 'fraction', factor: 10_000 },
  'm³': { of: 'volume', factor: 1 },
  '10⁴m³': { of: 'volume', factor: 10_000 },
  L: { of: 'volume', factor: 0.001 },
}

/** Other ways in which the same units are written. */
const SPELLINGS: Readonly<Record<string, string>> = {
  'm3/s': 'm³/s',
  'm3/h': 'm³/h',
  'ft3/s': 'ft³/s',
  cfs: 'ft³/s',
  'l/s': 'L/s',
  C: '°C',
  F: '°F',
  mbar: 'hPa',
  'ug/m3': 'µg/m³',
  'μg/m³': 'µg/m³',
  'mg/m3': 'mg/m³',
  m3: 'm³',
}

/**
 * Converts from one unit to another; undefined where they are not of one kind, or one of them is not known. The same unit is always converted,
 * known or not. To 9 significant digits: what lies beyond is the conversion's own.
 */
export function conversion(from: string, to: string): ((value: number) => number) | undefined {
  const [source, target] = [SPELLINGS[from] ?? from, SPELLINGS[to] ?? to]
  if (source === target) return (value) => value
  const [one, other] = [UNITS[source], UNITS[target]]
  if (one === undefined || other === undefined || one.of !== other.of) return undefined
  return (value) =>
    Number(((value * one.factor + (one.offset ?? 0) - (other.offset ?? 0)) / other.factor).toPrecision(9))
}
