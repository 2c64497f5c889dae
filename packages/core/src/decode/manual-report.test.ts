import { describe, expect, it } from 'vitest'
import { parseManualReport } from './manual-report.ts'

function told(text: string): string {
  const report = parseManualReport(text)
  if (report.kind !== 'values') return report.kind === 'note' ? 'note' : `unclear: ${report.why}`
  const { values, place, clock, remark } = report
  return [
    ...(place === '' ? [] : [`at ${place}`]),
    ...(clock === undefined ? [] : [`${clock.hour}:${String(clock.minute).padStart(2, '0')}`]),
    ...values.map(({ property, value }) => `${property} ${value}`),
    ...(remark === '' ? [] : [`(${remark})`]),
  ].join(' ')
}

describe('a text from a village watcher', () => {
  it.each([
    ['水位 2.3', 'water-level 2.3'],
    ['水位2.3米', 'water-level 2.3'],
    ['水位：２．３ｍ', 'water-level 2.3'],
    ['水位2。3', 'water-level 2.3'],
    ['水位230厘米', 'water-level 2.3'],
    ['水位2米3', 'water-level 2.3'],
    ['水位 2米35。', 'water-level 2.35'],
    ['水位 -0.15', 'water-level -0.15'],
    ['水位负0.15米', 'water-level -0.15'],
    ['水尺读数 1.08 米', 'water-level 1.08'],
    ['水位已到3.9米，还在涨', 'water-level 3.9 (还在涨)'],
    ['桥头水位2.3', 'at 桥头 water-level 2.3'],
    ['白河桥 水位为 2.3 米', 'at 白河桥 water-level 2.3'],
    ['雨量 15', 'rainfall 15'],
    ['雨量15毫米', 'rainfall 15'],
    ['降雨量1.5厘米', 'rainfall 15'],
    ['水位2.3 雨量15', 'water-level 2.3 rainfall 15'],
    ['8点水位2.3', '8:00 water-level 2.3'],
    ['水位2.3米 08:30', '8:30 water-level 2.3'],
    ['9点半 水位2.3', '9:30 water-level 2.3'],
    ['level 2.3', 'water-level 2.3'],
    ['Rain 15 mm', 'rainfall 15'],
    ['2.3米', 'water-level 2.3'],
    ['15mm', 'rainfall 15'],
  ])('%s', (text, expected) => expect(told(text)).toBe(expected))

  it.each([
    ['2.3', 'unclear: number-alone'],
    ['230cm', 'unclear: number-alone'],
    ['水位 2.3 2.5', 'unclear: several'],
    ['水位2.3，水位2.5', 'unclear: several'],
    ['水位涨了0.5米', 'unclear: unreadable'],
    ['水位-0.15', 'unclear: unreadable'],
    ['水位2.3.4', 'unclear: unreadable'],
    ['水位23456', 'unclear: unreadable'],
    ['水位2.3毫米', 'unclear: unreadable'],
    ['水位2.1米3', 'unclear: unreadable'],
    ['雨量3小时', 'unclear: unreadable'],
  ])('%s is asked about', (text, expected) => expect(told(text)).toBe(expected))

  it.each(['水位涨得很快，桥面已经过水', '后山有裂缝', '路断了，3户没出来', '', '收到', 'x'.repeat(300)])(
    '%s is a note',
    (text) => expect(told(text)).toBe('note'),
  )
})
