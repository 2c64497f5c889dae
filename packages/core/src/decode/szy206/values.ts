import { type Bcd, bcdDigits, pointed } from '../bcd.ts'

/** One parameter kind of the control field (D3 to D0): how its values are written. */
export interface Kind {
  readonly zh: string
  readonly en: string
  /** The values of a report, one behind the other and over again; empty where the order of the bytes is not known here. */
  readonly values: readonly ValueDefinition[]
}

export interface ValueDefinition {
  readonly name: string
  readonly zh: string
  readonly en: string
  /** Undefined where no source that could be read states it: a profile must say the scale then. */
  readonly unit: string | undefined
  readonly bytes: number
  readonly decimals: number
  /** The highest bit is the sign. */
  readonly signed: boolean
}

const value = (
  name: string,
  zh: string,
  en: string,
  unit: string | undefined,
  bytes: number,
  decimals: number,
  signed = false,
): ValueDefinition => ({ name, zh, en, unit, bytes, decimals, signed })

/** The parameter kinds by their number; what each is called in a profile is `name` and a number from 1: `level1`, `level2`. */
export const KINDS: readonly Kind[] = [
  { zh: '命令/确认', en: 'command or acknowledgement', values: [] },
  { zh: '雨量', en: 'rain', values: [value('rain', '雨量', 'rain', 'mm', 3, 1)] },
  { zh: '水位', en: 'level', values: [value('level', '水位', 'water level', 'm', 4, 3, true)] },
  {
    zh: '流量（水量）',
    en: 'flow and volume',
    values: [
      value('flow', '瞬时流量', 'flow', 'm³/s', 5, 3, true),
      value('volume', '累计水量', 'volume', 'm³', 5, 0, true),
    ],
  },
  { zh: '流速', en: 'velocity', values: [value('velocity', '流速', 'velocity', 'm/s', 3, 3, true)] },
  { zh: '闸位', en: 'gate', values: [value('gate', '闸位', 'gate position', undefined, 3, 0)] },
  { zh: '功率', en: 'power', values: [value('power', '功率', 'power', undefined, 3, 0)] },
  { zh: '气压', en: 'air pressure', values: [value('airPressure', '气压', 'air pressure', undefined, 3, 0)] },
  { zh: '风速', en: 'wind', values: [] },
  {
    zh: '水温',
    en: 'water temperature',
    values: [value('waterTemperature', '水温', 'water temperature', '°C', 2, 1, true)],
  },
  { zh: '水质', en: 'water quality', values: [] },
  {
    zh: '土壤含水率',
    en: 'soil moisture',
    values: [value('soil', '土壤含水率', 'soil moisture', '%', 2, 1)],
  },
  { zh: '蒸发量', en: 'evaporation', values: [value('evaporation', '蒸发量', 'evaporation', 'mm', 3, 1)] },
  { zh: '报警或状态', en: 'alarm or status', values: [] },
  { zh: '综合参数', en: 'composite', values: [] },
  {
    zh: '水压',
    en: 'water pressure',
    values: [value('waterPressure', '水压', 'water pressure', undefined, 4, 0)],
  },
]

/** A value of packed decimals, lowest byte first. AAH or FFH throughout says that there is none; the highest bit, or FH, is the minus sign. */
export function littleValue(raw: Uint8Array, { decimals, signed }: ValueDefinition): Bcd {
  if (raw.every((byte) => byte === 0xaa) || raw.every((byte) => byte === 0xff)) return 'none'
  const bytes = raw.toReversed()
  let negative = false
  if (signed) {
    const top = bytes[0] as number
    negative = top >= 0x80
    bytes[0] = top >= 0xf0 ? top & 0x0f : top & 0x7f
  }
  const digits = bcdDigits(bytes)
  if (digits === undefined) return 'unreadable'
  const size = pointed(digits, decimals)
  return negative ? 0 - size : size
}

/** Bits of the alarm word, lowest first; empty where the bit is spare. */
export const ALARM_BITS: readonly { readonly zh: string; readonly en: string }[] = [
  { zh: '交流失电', en: 'mains off' },
  { zh: '蓄电池电压低', en: 'battery low' },
  { zh: '水位超限', en: 'level' },
  { zh: '流量超限', en: 'flow' },
  { zh: '水质超限', en: 'quality' },
  { zh: '流量仪表故障', en: 'flowmeter fault' },
  { zh: '水泵状态', en: 'pump' },
  { zh: '水位仪表故障', en: 'level gauge fault' },
  { zh: '水压超限', en: 'pressure' },
  { zh: '', en: '' },
  { zh: 'IC卡', en: 'IC card' },
  { zh: '定值控制', en: 'quota' },
  { zh: '剩余水量', en: 'water left' },
  { zh: '箱门', en: 'door' },
]
