import { timeText } from '../time/format.ts'

/** Labels of the time axis, in a zone: the day stands where it begins, seconds only where they are apart. */
export function axisTimes(timeZone: string) {
  const time = timeText(timeZone)
  return (_: unknown, splits: number[], _axis: number, _space: number, increment: number): string[] =>
    splits.map((second, index) => {
      const at = second * 1000
      const before = splits[index - 1]
      const newDay = before === undefined || time.day(before * 1000) !== time.day(at)
      if (increment >= 86_400) return time.day(at)
      const clock = increment < 60 ? time.time(at) : time.minute(at)
      return newDay && (index > 0 || time.minute(at) === '00:00') ? `${clock}\n${time.day(at)}` : clock
    })
}

/** An axis label with as many decimals as the steps need. */
export function axisNumber(value: number, splits: readonly number[]): string {
  const step = splits.length > 1 ? Math.abs((splits[1] as number) - (splits[0] as number)) : 1
  let decimals = 0
  while (decimals < 4 && Math.abs(step * 10 ** decimals - Math.round(step * 10 ** decimals)) > 1e-6)
    decimals++
  return value.toFixed(decimals)
}
