import {
  type Datastream,
  MANUAL_UNITS,
  type ManualProperty,
  parseManualReport,
  unitRatio,
} from '@tocsin/core'

const PROPERTIES: readonly ManualProperty[] = ['water-level', 'rainfall']
const WORD: Readonly<Record<ManualProperty, string>> = { 'water-level': '水位', rainfall: '雨量' }

/** What somebody typed as the value of a datastream, in its unit: `2.3`, `２．３`, `2米3`, `230厘米`. Undefined when it is no number. */
export function typedValue(typed: string, { property, unit }: Datastream): number | undefined {
  const plain = typed
    .normalize('NFKC')
    .replace(/[。,，]/g, '.')
    .trim()
  if (/^[-+]?\d{1,6}(\.\d{1,4})?$/.test(plain)) return Number(plain)
  const known = PROPERTIES.find((one) => one === property)
  if (known === undefined) return undefined
  const report = parseManualReport(`${WORD[known]} ${plain}`)
  const [only] = report.kind === 'values' ? report.values : []
  const ratio = unitRatio(MANUAL_UNITS[known], unit)
  return only === undefined || ratio === undefined ? undefined : only.value * ratio
}
