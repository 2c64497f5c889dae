/** Decimals that mean something, by unit; a sensor's further digits are noise to whoever decides. */
const DECIMALS: ReadonlyMap<string, number> = new Map(
  Object.entries({
    m: 2,
    mm: 1,
    'm³/s': 1,
    'm3/s': 1,
    '%LEL': 1,
    '%VOL': 1,
    '%vol': 1,
    '%': 1,
    ppm: 1,
    V: 2,
    '°C': 1,
  }),
)

/** A number as it is shown, without its unit. Written limits keep the digits somebody gave them. */
export function formatNumber(value: number, unit: string): string {
  const decimals = DECIMALS.get(unit)
  if (decimals === undefined) return String(Number(value.toPrecision(6)))
  const text = value.toFixed(decimals)
  // -0.00 is what a gauge at rest reports; nobody wants to read it.
  return Number(text) === 0 ? text.replace('-', '') : text.replace('-', '−')
}

/** `4.02 m` */
export function formatAmount(value: number, unit: string): string {
  return unit === '' ? formatNumber(value, unit) : `${formatNumber(value, unit)} ${unit}`
}

/** A value as the sensor gave it, to six digits: as evidence, where 3.895 m and 3.901 m are not the same. */
export function formatMeasured(value: number, unit: string): string {
  const number = String(Number(value.toPrecision(6))).replace('-', '−')
  return unit === '' ? number : `${number} ${unit}`
}
