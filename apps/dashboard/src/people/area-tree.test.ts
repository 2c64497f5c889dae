import type { AreaBody } from '@tocsin/contract'
import { expect, it } from 'vitest'
import {
  areaLines,
  areaName,
  areaTrail,
  kindBelow,
  kindOfName,
  missingPaths,
  parentPath,
  pathFor,
  withAreaNames,
} from './area-tree.ts'

const areas: AreaBody[] = [
  { path: 'lushan/baihe/xincun', name: 'Xincun', kind: 'village' },
  { path: 'lushan', name: 'Lushan', kind: 'county' },
  { path: 'lushan/qinghe', name: 'Qinghe', kind: 'township' },
  { path: 'lushan/baihe', name: 'Baihe', kind: 'township' },
  { path: 'other/far/zone', name: 'Zone', kind: 'danger-zone' },
]

it('stands each area below the one it lies in, and loses none whose parent nobody entered', () => {
  expect(areaLines(areas).map(({ area, depth }) => `${depth} ${area.name}`)).toEqual([
    '0 Lushan',
    '1 Baihe',
    '2 Xincun',
    '1 Qinghe',
    '0 Zone',
  ])
})

it('names a place by itself and by all it lies in', () => {
  expect(areaName(areas, 'lushan/nowhere')).toBe('nowhere')
  expect(areaTrail(areas, 'lushan/baihe/xincun')).toBe('Lushan / Baihe / Xincun')
  expect(withAreaNames(areas, 'secretary lushan/baihe')).toBe('secretary Lushan / Baihe')
  expect(withAreaNames(areas, 'voice 138****1234')).toBe('voice 138****1234')
  expect([parentPath('lushan/baihe'), parentPath('lushan')]).toEqual(['lushan', ''])
})

it('makes a path of a name, and expects what usually lies there', () => {
  expect(pathFor('lushan', ' 白河镇 (新) ')).toBe('lushan/白河镇-新')
  expect(pathFor('', 'Lushan County')).toBe('Lushan-County')
  expect([undefined, 'township', 'danger-zone'].map((kind) => kindBelow(kind as AreaBody['kind']))).toEqual([
    'county',
    'village',
    'danger-zone',
  ])
})

it('takes a place for what its name says, and otherwise leaves it open', () => {
  expect(['庐山县', '城关镇', '东湖街道', ' 新村 ', '河坝', 'Xincun'].map(kindOfName)).toEqual([
    'county',
    'township',
    'township',
    'village',
    undefined,
    undefined,
  ])
})

it('lists what stations name after all it lies in, without what is there', () => {
  expect(missingPaths([], ['lushan/xincun', 'lushan/baihe/xia'])).toEqual([
    'lushan',
    'lushan/baihe',
    'lushan/baihe/xia',
    'lushan/xincun',
  ])
  expect(missingPaths(areas, ['lushan/baihe/shang'])).toEqual(['lushan/baihe/shang'])
})
