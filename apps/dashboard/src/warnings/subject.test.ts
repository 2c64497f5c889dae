import type { StationView } from '@tocsin/contract'
import { expect, it } from 'vitest'
import type { Translate } from '../language/words.ts'
import { placeText, subjectOf, whereParts } from './subject.ts'

const t: Translate = (key, values) => `${key} ${Object.values(values ?? {}).join()}`
const bridge = {
  id: 'bridge',
  name: '白河桥',
  area: 'lushan',
  datastreams: [{ name: 'level', property: 'water-level', unit: 'm', intervalMs: 300_000 }],
} as unknown as StationView
const about = (subject: string) => ({ subject, area: 'lushan', rule: { id: 'r', version: 1, name: 'River' } })

it('knows a datastream, an area and a rule apart', () => {
  expect(subjectOf({ subject: 'bridge/level' }, [bridge])).toMatchObject({
    kind: 'datastream',
    station: { name: '白河桥' },
    datastream: { name: 'level' },
  })
  expect(subjectOf({ subject: 'area:lushan/xincun' }, [bridge])).toMatchObject({
    kind: 'area',
    name: 'lushan/xincun',
    stationId: undefined,
  })
  expect(subjectOf({ subject: 'rule:rule-3' }, [bridge])).toMatchObject({ kind: 'rule', name: 'rule-3' })
})
it('says where it is, each place once', () => {
  const areaName = (path: string) => (path === 'lushan' ? '庐山县' : path)
  expect(whereParts(t, about('bridge/level'), [bridge], areaName)).toEqual(['白河桥', '庐山县', 'River'])
  expect(whereParts(t, about('area:lushan'), [bridge], areaName)).toEqual(['庐山县', 'River'])
  expect(whereParts(t, about('rule:r'), [bridge], areaName)).toEqual(['subject.rule River', '庐山县'])
  expect(placeText(t, about('gone/level'), [])).toBe('gone')
})
