import { HOUR } from '@tocsin/core'
import { mytholmroyd, seriesOf } from '@tocsin/devices'
import { ManualClock } from '@tocsin/gateway/clock'
import { expect, it } from 'vitest'
import { temporaryFolder } from '../rig/gateway-process.ts'
import { startGatewayUnderTest } from '../rig/gateway-under-test.ts'
import { Office } from '../rig/office.ts'
import { ReportingStation } from '../rig/station.ts'

it('the Boxing Day flood of 2015 at Mytholmroyd raises three times at 3.9 m, clears three times under 3.7 m, and does nothing else', async () => {
  const { points } = seriesOf(mytholmroyd(), 'level')
  const [begin] = points[0] ?? [0]
  const clock = new ManualClock(begin - HOUR)
  const folder = temporaryFolder()
  const gateway = await startGatewayUnderTest(folder.path, { clock })
  let office = await Office.signIn(gateway.url)
  const secret = await office.register({
    id: 'mytholmroyd',
    name: 'River Calder at Mytholmroyd',
    area: 'calderdale/mytholmroyd',
    datastreams: [{ name: 'level', property: 'water-level', unit: 'm', intervalMs: 900_000, span: [0, 10] }],
  })
  await office.addRule({
    name: 'River at the bridge',
    appliesTo: { datastreams: ['mytholmroyd/level'] },
    condition: { kind: 'threshold', direction: 'above' },
    levels: { yellow: { raiseAt: 3.9, clearBelow: 3.7 } },
  })
  await office.addRule({
    name: 'Silent',
    appliesTo: { area: 'calderdale' },
    condition: { kind: 'absence' },
    levels: { blue: { after: '3 intervals' } },
  })
  // The silence before the first reading is the test's, not the river's.
  clock.advanceTo(begin - 1)

  const station = await ReportingStation.connect('mytholmroyd', secret, gateway.mqttPort)
  for (const [time, level] of points) {
    if (level === null) continue
    clock.advanceTo(time)
    await station.reports(time, { level })
  }
  await gateway.settle()
  // Five weeks later nobody is signed in any more.
  office = await Office.signIn(gateway.url)

  const warnings = await office.openWarnings('all')
  const flood = warnings.filter(({ rule }) => rule.name === 'River at the bridge')
  expect(flood).toHaveLength(1)
  const { events } = await office.warning(flood[0]?.id ?? '')
  expect(events.map((event) => [event.type, new Date(event.at).toISOString().slice(0, 16)])).toEqual([
    ['raised', '2015-12-12T16:15'],
    ['cleared', '2015-12-12T19:00'],
    ['raised-again', '2015-12-25T21:30'],
    ['cleared', '2015-12-25T23:30'],
    ['raised-again', '2015-12-26T06:45'],
    ['cleared', '2015-12-26T17:30'],
  ])
  // Events name the reading they rest on, and the rule that spoke.
  expect(events[4]).toMatchObject({
    by: { kind: 'rule', version: 1 },
    reading: { phenomenonTime: Date.UTC(2015, 11, 26, 6, 45) },
  })
  expect(warnings.filter(({ rule, raisedAt }) => rule.name === 'Silent' && raisedAt > begin)).toEqual([])

  // And every reading of it is in the history, as it was.
  const kept = await office.observations('mytholmroyd/level', begin, clock.now() + 1)
  expect(kept.map(({ phenomenonTime, value, flag }) => [phenomenonTime, value, flag])).toEqual(
    points.map(([time, level]) => [time, level, 'good']),
  )

  await station.leaves()
  await gateway.stop()
  folder.remove()
})
