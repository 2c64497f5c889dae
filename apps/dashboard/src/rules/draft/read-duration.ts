const UNITS: ReadonlyMap<string, string> = new Map(
  Object.entries({
    s: 's',
    秒: 's',
    秒钟: 's',
    m: 'm',
    min: 'm',
    分: 'm',
    分钟: 'm',
    h: 'h',
    时: 'h',
    小时: 'h',
    个小时: 'h',
    d: 'd',
    天: 'd',
    日: 'd',
  }),
)

/** A duration as people type it (`2分钟`, `30 秒`, `１小时`, `3个周期`), in the notation of the contract; what is none stays as it was typed. */
export function readDuration(typed: string): string {
  // Full-width digits come out of Chinese keyboards.
  const text = typed.normalize('NFKC').trim()
  const intervals = /^(\d+)\s*(?:个)?周期$/.exec(text)
  if (intervals) return `${intervals[1]} intervals`
  const duration = /^(\d+(?:\.\d+)?)\s*(\D+)$/.exec(text)
  const unit = duration && UNITS.get(duration[2]?.toLowerCase() ?? '')
  return unit ? `${duration[1]}${unit}` : text
}
