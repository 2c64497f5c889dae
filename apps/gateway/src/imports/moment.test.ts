import { expect, it } from 'vitest'
import { momentReader } from './moment.ts'

const read = (format: string, text: string, zone?: string) => {
  const moment = momentReader(format)?.(text, zone)
  return moment?.ok ? new Date(moment.at).toISOString() : moment?.message
}

it('reads times as they are written, in the zone that is given or their own', () => {
  expect(read('DD/MM/YY HH:mm', '26/12/15 14:00', 'Z')).toBe('2015-12-26T14:00:00.000Z')
  expect(read('YYYY-MM-DD HH:mm', '2026-07-01 08:00', 'Asia/Shanghai')).toBe('2026-07-01T00:00:00.000Z')
  expect(read('iso', '2026-07-01T08:00:00.25+08:00', 'Z')).toBe('2026-07-01T00:00:00.250Z')
  expect(read('YYYY/M', '2026/7')).toBeUndefined()
  expect(read('epoch-s', '1456790400')).toBe('2016-03-01T00:00:00.000Z')
  expect(read('YYYY-MM-DD HH:mm', '2026-06-30 24:00', '+08:00')).toBe('2026-06-30T16:00:00.000Z')
})

it('refuses a time that the clocks of a zone left out or showed twice, and one that there is not', () => {
  const zone = 'America/New_York'
  expect(read('iso', '2014-03-09T02:30', zone)).toContain('was left out')
  expect(read('iso', '2014-11-02T01:30', zone)).toContain('came twice')
  expect(read('iso', '2014-11-02T03:30', zone)).toBe('2014-11-02T08:30:00.000Z')
  expect(read('iso', '2014-02-29T03:30', zone)).toContain('no time that there is')
  expect(read('iso', '2014-02-28T03:30')).toContain('no zone')
})
