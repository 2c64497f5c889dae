/** An element that a station reports, or a parameter that it is set by. */
export interface ElementDefinition {
  /** Lead byte of its identifier in HEX/BCD. */
  readonly lead: number
  /** Its identifier in ASCII. */
  readonly ascii: string
  readonly zh: string
  readonly en: string
  readonly unit: string
  /** N(D,d): decimal digits, and how many of them stand behind the point. */
  readonly digits: number
  readonly decimals: number
}

type Row = readonly [
  lead: number,
  ascii: string,
  zh: string,
  en: string,
  unit: string,
  digits: number,
  decimals: number,
]

/** The same element for eight gauges: Z1 to Z8. */
function eight(
  lead: number,
  ascii: string,
  zh: string,
  en: string,
  unit: string,
  digits: number,
  decimals: number,
) {
  return Array.from(
    { length: 8 },
    (_, index): Row => [
      lead + index,
      `${ascii}${index + 1}`,
      `${zh}${index + 1}`,
      `${en} ${index + 1}`,
      unit,
      digits,
      decimals,
    ],
  )
}

const ROWS: readonly Row[] = [
  [0x01, 'AC', '断面面积', 'cross-section area', 'm²', 8, 2],
  [0x02, 'AI', '瞬时气温', 'air temperature', '°C', 3, 1],
  [0x03, 'C', '瞬时水温', 'water temperature', '°C', 3, 1],
  [0x05, 'DT', '时段长', 'duration, hours.minutes', 'HH.mm', 4, 2],
  [0x06, 'ED', '日蒸发量', 'daily evaporation', 'mm', 5, 1],
  [0x07, 'EJ', '当前蒸发', 'evaporation so far', 'mm', 5, 1],
  [0x08, 'FL', '气压', 'air pressure', 'hPa', 5, 0],
  [0x09, 'GH', '闸门开启高度', 'gate opening', 'm', 5, 2],
  [0x0a, 'GN', '闸门（组）编号', 'gate number', '', 3, 0],
  [0x0b, 'GS', '输水设备类别', 'kind of outlet', '', 1, 0],
  [0x0c, 'GT', '闸门开启孔数', 'gates open', '', 3, 0],
  [0x0d, 'GTP', '地温', 'ground temperature', '°C', 3, 1],
  [0x0e, 'H', '地下水瞬时埋深', 'depth to groundwater', 'm', 6, 2],
  [0x0f, 'HW', '波浪高度', 'wave height', 'm', 5, 2],
  [0x10, 'M10', '10厘米处土壤含水量', 'soil moisture at 10 cm', '%', 4, 1],
  [0x11, 'M20', '20厘米处土壤含水量', 'soil moisture at 20 cm', '%', 4, 1],
  [0x12, 'M30', '30厘米处土壤含水量', 'soil moisture at 30 cm', '%', 4, 1],
  [0x13, 'M40', '40厘米处土壤含水量', 'soil moisture at 40 cm', '%', 4, 1],
  [0x14, 'M50', '50厘米处土壤含水量', 'soil moisture at 50 cm', '%', 4, 1],
  [0x15, 'M60', '60厘米处土壤含水量', 'soil moisture at 60 cm', '%', 4, 1],
  [0x16, 'M80', '80厘米处土壤含水量', 'soil moisture at 80 cm', '%', 4, 1],
  [0x17, 'M100', '100厘米处土壤含水量', 'soil moisture at 100 cm', '%', 4, 1],
  [0x18, 'MST', '湿度', 'humidity', '%', 4, 1],
  [0x19, 'NS', '开机台数', 'pumps running', '', 2, 0],
  [0x1a, 'P1', '1小时时段降水量', 'rain of 1 h', 'mm', 5, 1],
  [0x1b, 'P2', '2小时时段降水量', 'rain of 2 h', 'mm', 5, 1],
  [0x1c, 'P3', '3小时时段降水量', 'rain of 3 h', 'mm', 5, 1],
  [0x1d, 'P6', '6小时时段降水量', 'rain of 6 h', 'mm', 5, 1],
  [0x1e, 'P12', '12小时时段降水量', 'rain of 12 h', 'mm', 5, 1],
  [0x1f, 'PD', '日降水量', 'daily rain', 'mm', 5, 1],
  [0x20, 'PJ', '当前降水量', 'rain since the day began', 'mm', 5, 1],
  [0x21, 'PN01', '1分钟时段降水量', 'rain of 1 min', 'mm', 5, 1],
  [0x22, 'PN05', '5分钟时段降水量', 'rain of 5 min', 'mm', 5, 1],
  [0x23, 'PN10', '10分钟时段降水量', 'rain of 10 min', 'mm', 5, 1],
  [0x24, 'PN30', '30分钟时段降水量', 'rain of 30 min', 'mm', 5, 1],
  [0x25, 'PR', '暴雨量', 'storm rain', 'mm', 5, 1],
  [0x26, 'PT', '降水量累计值', 'accumulated rain', 'mm', 6, 1],
  [0x27, 'Q', '瞬时流量', 'flow', 'm³/s', 9, 3],
  ...eight(0x28, 'Q', '取（排）水口流量', 'intake flow', 'm³/s', 9, 3),
  [0x30, 'QA', '总出库流量', 'total outflow', 'm³/s', 9, 3],
  [0x31, 'QZ', '输水设备流量', 'outlet flow', 'm³/s', 9, 3],
  [0x32, 'SW', '输沙量', 'sediment load', '10⁴ t', 11, 3],
  [0x33, 'UC', '风向', 'wind direction', '', 2, 0],
  [0x34, 'UE', '风力', 'wind force', '', 2, 0],
  [0x35, 'US', '风速', 'wind speed', 'm/s', 4, 1],
  [0x36, 'VA', '断面平均流速', 'mean velocity', 'm/s', 5, 3],
  [0x37, 'VJ', '当前瞬时流速', 'velocity', 'm/s', 5, 3],
  [0x38, 'VT', '电源电压', 'supply voltage', 'V', 4, 2],
  [0x39, 'Z', '瞬时河道水位、潮位', 'water level', 'm', 7, 3],
  [0x3a, 'ZB', '库（闸、站）下水位', 'lower level', 'm', 7, 3],
  [0x3b, 'ZU', '库（闸、站）上水位', 'upper level', 'm', 7, 3],
  ...eight(0x3c, 'Z', '取（排）水口水位', 'intake level', 'm', 7, 3),
  [0x44, 'SQ', '含沙量', 'sediment concentration', 'kg/m³', 9, 3],
  [0x46, 'pH', 'pH值', 'pH', '', 4, 2],
  [0x47, 'DO', '溶解氧', 'dissolved oxygen', 'mg/L', 4, 1],
  [0x48, 'COND', '电导率', 'conductivity', 'µS/cm', 5, 0],
  [0x49, 'TURB', '浊度', 'turbidity', '°', 3, 0],
  [0x4a, 'CODMN', '高锰酸盐指数', 'permanganate index', 'mg/L', 4, 1],
  [0x4b, 'REDOX', '氧化还原电位', 'redox potential', 'mV', 5, 1],
  [0x4c, 'NH4N', '氨氮', 'ammonia nitrogen', 'mg/L', 6, 2],
  [0x4d, 'TP', '总磷', 'total phosphorus', 'mg/L', 5, 3],
  [0x4e, 'TN', '总氮', 'total nitrogen', 'mg/L', 5, 2],
  [0x4f, 'TOC', '总有机碳', 'total organic carbon', 'mg/L', 4, 2],
  [0x50, 'CU', '铜', 'copper', 'mg/L', 7, 4],
  [0x51, 'ZN', '锌', 'zinc', 'mg/L', 6, 4],
  [0x52, 'SE', '硒', 'selenium', 'mg/L', 7, 5],
  [0x53, 'AS', '砷', 'arsenic', 'mg/L', 7, 5],
  [0x54, 'THG', '总汞', 'mercury', 'mg/L', 7, 5],
  [0x55, 'CD', '镉', 'cadmium', 'mg/L', 7, 5],
  [0x56, 'PB', '铅', 'lead', 'mg/L', 7, 5],
  [0x57, 'CHLA', '叶绿素a', 'chlorophyll a', 'mg/L', 4, 2],
  ...eight(0x58, 'WP', '水压', 'water pressure', 'kPa', 5, 2),
  ...eight(0x60, 'SYL', '水表剩余水量', 'water left on meter', 'm³', 11, 3),
  ...eight(0x68, 'SBL', '水表每小时水量', 'hourly volume of meter', 'm³/h', 10, 2),
  [0x70, 'VTA', '交流A相电压', 'voltage of phase A', 'V', 4, 1],
  [0x71, 'VTB', '交流B相电压', 'voltage of phase B', 'V', 4, 1],
  [0x72, 'VTC', '交流C相电压', 'voltage of phase C', 'V', 4, 1],
  [0x73, 'VIA', '交流A相电流', 'current of phase A', 'A', 4, 1],
  [0x74, 'VIB', '交流B相电流', 'current of phase B', 'A', 4, 1],
  [0x75, 'VIC', '交流C相电流', 'current of phase C', 'A', 4, 1],
]

/** The elements of SL 651-2014 table C.1 that are numbers. */
export const ELEMENTS: readonly ElementDefinition[] = ROWS.map(
  ([lead, ascii, zh, en, unit, digits, decimals]) => ({
    lead,
    ascii,
    zh,
    en,
    unit,
    digits,
    decimals,
  }),
)

const byLead = new Map(ELEMENTS.map((element) => [element.lead, element]))
const byAscii = new Map(ELEMENTS.map((element) => [element.ascii, element]))

export function elementByLead(lead: number): ElementDefinition | undefined {
  return byLead.get(lead)
}

export function elementByAscii(ascii: string): ElementDefinition | undefined {
  return byAscii.get(ascii)
}

/** Series of an hour in steps of five minutes: rain in one byte each (0.1 mm), relative levels in two bytes each (1 cm). */
export interface SeriesDefinition {
  readonly lead: number
  readonly ascii: string
  readonly zh: string
  readonly en: string
  readonly unit: string
  /** Bytes of one value. */
  readonly width: 1 | 2
  readonly decimals: number
}

export const SERIES: readonly SeriesDefinition[] = [
  {
    lead: 0xf4,
    ascii: 'DRP',
    zh: '1小时内每5分钟时段雨量',
    en: 'rain of each 5 min',
    unit: 'mm',
    width: 1,
    decimals: 1,
  },
  ...Array.from(
    { length: 8 },
    (_, index): SeriesDefinition => ({
      lead: 0xf5 + index,
      ascii: `DRZ${index + 1}`,
      zh: `1小时内5分钟间隔相对水位${index + 1}`,
      en: `relative level ${index + 1} every 5 min`,
      unit: 'm',
      width: 2,
      decimals: 2,
    }),
  ),
]
export const SERIES_COUNT = 12

const seriesOfLead = new Map(SERIES.map((series) => [series.lead, series]))
const seriesOfAscii = new Map(SERIES.map((series) => [series.ascii, series]))

export function seriesByLead(lead: number): SeriesDefinition | undefined {
  return seriesOfLead.get(lead)
}

export function seriesByAscii(ascii: string): SeriesDefinition | undefined {
  return seriesOfAscii.get(ascii)
}

/** Kinds of station, table A.1: the class code as a letter. */
export const CLASSES: Readonly<Record<string, { readonly zh: string; readonly en: string }>> = {
  P: { zh: '降水', en: 'rain' },
  H: { zh: '河道', en: 'river' },
  K: { zh: '水库（湖泊）', en: 'reservoir' },
  Z: { zh: '闸坝', en: 'sluice' },
  D: { zh: '泵站', en: 'pump' },
  T: { zh: '潮汐', en: 'tide' },
  M: { zh: '墒情', en: 'soil moisture' },
  G: { zh: '地下水', en: 'groundwater' },
  Q: { zh: '水质', en: 'water quality' },
  I: { zh: '取水口', en: 'intake' },
  O: { zh: '排水口', en: 'outfall' },
}

interface Both {
  readonly zh: string
  readonly en: string
}
const NOTHING: Both = { zh: '', en: '' }

/** Bits of a station's status word, table 58: what each says when it is set, and when it is not. */
export const STATUS_BITS: readonly { readonly set: Both; readonly unset: Both }[] = [
  { set: { zh: '停电', en: 'mains off' }, unset: NOTHING },
  { set: { zh: '蓄电池电压低', en: 'battery low' }, unset: NOTHING },
  { set: { zh: '水位超限', en: 'level alarm' }, unset: NOTHING },
  { set: { zh: '流量超限', en: 'flow alarm' }, unset: NOTHING },
  { set: { zh: '水质超限', en: 'quality alarm' }, unset: NOTHING },
  { set: { zh: '流量仪表故障', en: 'flowmeter fault' }, unset: NOTHING },
  { set: { zh: '水位仪表故障', en: 'level gauge fault' }, unset: NOTHING },
  { set: NOTHING, unset: { zh: '箱门开启', en: 'box open' } },
  { set: { zh: '存储器异常', en: 'memory fault' }, unset: NOTHING },
  { set: { zh: 'IC卡有效', en: 'IC card valid' }, unset: NOTHING },
  { set: { zh: '水泵停机', en: 'pump stopped' }, unset: { zh: '水泵工作', en: 'pump running' } },
  { set: { zh: '水量超限', en: 'quota exceeded' }, unset: NOTHING },
]
