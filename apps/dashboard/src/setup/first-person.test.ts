import { planBody, shiftBody } from '@tocsin/contract'
import { expect, it } from 'vitest'
import { deskOf, firstPlan, firstShift } from './first-person.ts'

const areas = [
  { path: 'lushan', name: '鹿山县', kind: 'county' as const },
  { path: 'lushan/baihe', name: '白河镇', kind: 'township' as const },
  { path: 'lushan/baihe/xincun', name: '新村', kind: 'village' as const },
]

it('finds the desk that is on duty for a village', () => {
  expect(deskOf(areas, 'lushan/baihe/xincun')).toBe('lushan')
  expect(deskOf(areas.slice(1), 'lushan/baihe/xincun')).toBe('lushan/baihe')
  expect(deskOf([], 'xincun')).toBe('xincun')
})

it('writes a plan and a shift that the gateway takes', () => {
  expect(planBody.safeParse(firstPlan('first', 'lushan', '预警员')).success).toBe(true)
  expect(shiftBody.safeParse(firstShift('lushan', 'person-1', 1_767_225_600_000)).success).toBe(true)
})
