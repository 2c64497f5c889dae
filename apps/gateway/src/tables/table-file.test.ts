import { readFileSync } from 'node:fs'
import type { TableDefinition } from '@tocsin/core'
import { describe, expect, test } from 'vitest'
import { importPastedTable, importTable } from './import-table.ts'
import { registered, STATIONS } from './testing/registered.ts'

/** Reads rows written with | between cells. */
function paste(text: string, context = registered()) {
  const lines = text.trim().split('\n')
  return importPastedTable(lines.map((line) => line.trim().replace(/ *\| */g, '\t')).join('\n'), context)
}

function definitionOf(text: string, context = registered()): TableDefinition {
  const read = paste(text, context)
  if (!read.ok) throw new Error(JSON.stringify(read.faults))
  return read.definition
}

/** `C5: what is wrong; what was expected` */
function faultsOf(text: string, context = registered()): string[] {
  const read = paste(text, context)
  return read.ok
    ? ['was read']
    : read.faults.map(
        (fault) => `${'cell' in fault ? `${fault.cell}: ` : ''}${fault.message}; ${fault.expected}`,
      )
}

function fixture(name: string) {
  return importTable(readFileSync(new URL(`./fixtures/${name}`, import.meta.url)), registered())
}

describe('files as counties keep them', () => {
  test('reads the four levels of 江华县, with three rows of head, sections, notes and a hidden sheet', async () => {
    const read = await fixture('jianghua-rain.xlsx')
    if (!read.ok) throw new Error(JSON.stringify(read.faults))
    const { definition } = read
    expect(definition.name).toBe('江华县山洪灾害雨量预警指标表')
    expect(definition.kind).toBe('accumulation')
    expect(definition.columns.map(({ level, window }) => `${level} ${window}`)).toEqual(
      ['blue', 'yellow', 'orange', 'red'].flatMap((level) =>
        ['1h', '3h', '6h', '24h'].map((w) => `${level} ${w}`),
      ),
    )
    const values = [35, 55, 70, 100, 45, 75, 95, 130, 60, 100, 120, 160, 80, 120, 150, 200]
    expect(definition.rows).toEqual([
      { subject: { station: 'tuojiang' }, cells: values },
      { subject: { station: 'dalupu' }, cells: values },
      {
        subject: { station: 'helukou' },
        cells: values.map((value, index) => (index % 4 === 3 ? null : value)),
      },
    ])
    expect(read.notes.map((note) => ('cell' in note ? note.cell : ''))).toEqual(['A7', 'A10', 'A12', 'A13'])
  })

  test('reads a GBK file with a row for each level, its merged cells lost', async () => {
    const read = await fixture('shuanghe-rain-gbk.csv')
    if (!read.ok) throw new Error(JSON.stringify(read.faults))
    const windows = ['0.5h', '1h', '3h', '6h', '24h']
    expect(read.definition).toEqual({
      name: '双河镇山洪灾害预警指标',
      kind: 'accumulation',
      columns: ['orange', 'red'].flatMap((level) => windows.map((window) => ({ level, window }))),
      rows: [
        {
          subject: { station: 'shuanghe' },
          name: '双河1组',
          cells: [28, 40, 65, 95, null, 36, 50, 80, 115, null],
        },
        {
          subject: { station: 'shangping' },
          name: '双河2组',
          cells: [30, 45, 70, 100, null, 40, 56, 88, 120, null],
        },
      ],
    })
  })

  test('reads water levels that LibreOffice computed and saved, with unit and datum from the head', async () => {
    const read = await fixture('river-levels.xlsx')
    if (!read.ok) throw new Error(JSON.stringify(read.faults))
    const source = '永州市水文中心'
    expect(read.definition).toEqual({
      name: '沿河水位站特征水位（单位：m）',
      kind: 'threshold',
      unit: 'm',
      datum: '1985国家高程',
      columns: [{ level: 'yellow' }, { level: 'orange' }],
      rows: [
        { subject: { station: 'hydro' }, cells: [223.5, 225.1], source },
        { subject: { station: 'mashi' }, cells: [319.6, 321], source },
      ],
    })
  })

  test('names the stations that the registry does not know, where they stand', async () => {
    const bytes = readFileSync(new URL('./fixtures/jianghua-rain.xlsx', import.meta.url))
    const read = await importTable(bytes, registered(STATIONS.slice(0, 2)))
    expect(read.ok ? [] : read.faults).toEqual([
      {
        row: 11,
        column: 3,
        cell: 'C11',
        message: '"helukou" is not known',
        expected: 'id or name of a registered station, id of a datastream, or path of an area',
      },
    ])
  })
})

describe('layouts', () => {
  const villages = [
    { subject: { station: 'shuanghe' }, cells: [40, 65, 60, 90] },
    { subject: { area: 'lushan/east' }, cells: [45, null, 70, null] },
  ]
  const columns = [
    { level: 'orange', window: '1h' },
    { level: 'orange', window: '3h' },
    { level: 'red', window: '1h' },
    { level: 'red', window: '3h' },
  ]

  test('levels over windows', () => {
    const read = definitionOf(`站点 | 准备转移 | | 立即转移 |
      | 1h | 3h | 1h | 3h
      双河站 | 40 | 65 | 60 | 90
      lushan/east | 45 | — | 70 | —`)
    expect([read.columns, read.rows]).toEqual([columns, villages])
  })

  test('windows over levels', () => {
    const read = definitionOf(`站点 | 1小时 | | 3小时 |
       | 橙色 | 红色 | 橙色 | 红色
      双河站 | 40 | 60 | 65 | 90
      lushan/east | 45 | 70 | / | /`)
    expect(read.columns).toEqual([columns[0], columns[2], columns[1], columns[3]])
    expect(read.rows[0]?.cells).toEqual([40, 60, 65, 90])
  })

  test('level and window in one cell', () => {
    const read = definitionOf(`station | orange 1h | orange 3h | red 1h | red 3h
      shuanghe | 40 | 65 | 60 | 90
      area:lushan/east | 45 | - | 70 | -`)
    expect([read.columns, read.rows]).toEqual([columns, villages])
  })

  test('a row for each level', () => {
    const read = definitionOf(`预警对象 | 等级 | 1h | 3h
      shuanghe | 二级 | 40 | 65
      shuanghe | 一级 | 60 | 90
      east | 橙 | 45 | ／
       | 红 | 70 | ／`)
    expect([read.columns, read.rows]).toEqual([columns, villages])
  })

  test('one level in the title, windows below', () => {
    const read = definitionOf(
      `红色预警雨量指标 | |
      站点 | 1h | 3h
      双河站 | 60 | 90`.replace(
        '红色预警雨量指标 | |',
        '红色预警雨量指标 | 红色预警雨量指标 | 红色预警雨量指标',
      ),
    )
    expect(read.columns).toEqual([columns[2], columns[3]])
  })

  test('the village beside its station, the source, and columns for people', () => {
    const read = paste(`序号 | 行政村 | 自然村 | 雨量站 | 准备转移 1h | 数据来源 | 户数
      1 | 双河村 | 双河1组 | 双河站 | 40 | 分析评价成果 | 52`)
    expect(read).toMatchObject({
      definition: { rows: [{ name: '双河1组', subject: { station: 'shuanghe' }, source: '分析评价成果' }] },
      notes: [{ cell: 'G1', message: 'the column "户数" is not read' }],
    })
  })

  test('a datastream, and a village named as its area is', () => {
    const read = definitionOf(`名称 | 红色 1h
      hydro/rain | 60
      shuanghe | 60
      tuojiang | 61
      area:jianghua/tuojiang | 62`)
    expect(read.rows.map(({ subject }) => subject)).toEqual([
      { datastream: 'hydro/rain' },
      { station: 'shuanghe' },
      { station: 'tuojiang' },
      { area: 'jianghua/tuojiang' },
    ])
  })

  test('values of danger below, such as oxygen', () => {
    const text = `station | yellow (%) | red (%)
      pit | 20 | 19.5`
    const oxygen = { name: 'o2', property: 'oxygen', unit: '%', intervalMs: 60_000 }
    const pit = registered([{ id: 'pit', name: '泵站井下', area: 'lushan', datastreams: [oxygen] }])
    expect(definitionOf(text, { ...pit, direction: 'below' })).toMatchObject({
      kind: 'threshold',
      unit: '%',
    })
    expect(faultsOf(text, pit)).toEqual(['C2: 19.5 for red is not above 20 for yellow in B2; more than 20'])
  })

  test('levels in metres are not minutes, and may lie under a local datum', () => {
    const read = definitionOf(`站点 | 警戒水位 | 保证水位
      码市水位站 | -0.5m | 30m
      江华水文站 | 30.25m | 31m`)
    expect(read).toMatchObject({
      kind: 'threshold',
      unit: 'm',
      rows: [{ cells: [-0.5, 30] }, { cells: [30.25, 31] }],
    })
  })
})

describe('faults', () => {
  const head = '站点 | 准备转移 1h | 准备转移 3h | 立即转移 1h | 立即转移 3h'

  test('are all given at once, in order, each with its cell', () => {
    expect(
      faultsOf(`江华县指标
        ${head}
        双河站 | 40 | | 60 | 九十
        东门 | 40 | 65 | 0 | -3
        沱江 | 40 | 65 | 60 | 90 cm
        | 40 | 65 | 60 | 90
        双河站 | 40 | 65 | 60 | 90`),
    ).toEqual([
      'C3: the cell is empty; a number, or — for not used',
      'E3: "九十" is no number; a number, or — for not used',
      'A4: "东门" may be any of east-1, east-2; one of these, written so',
      'D4: 0 mm of rain is no threshold; more than 0',
      'E4: -3 mm of rain is no threshold; more than 0',
      'A5: "沱江" is not known; id or name of a registered station, id of a datastream, or path of an area',
      'E5: the value is in cm; mm, as the table',
      'A6: nothing says whom the row is about; a station, datastream or area',
      'A7: shuanghe has a row already in A3; one row for each',
    ])
  })

  test('name both cells where values are out of order', () => {
    expect(
      faultsOf(`${head}
        双河站 | 40 | 35 | 40 | 90
        沱江站 | 40 | — | 60 | 50`),
    ).toEqual([
      'C2: 35 for 3h is less than 40 for 1h in B2; at least 40: the longer window contains the shorter one',
      'D2: 40 for red is not above 40 for orange in B2; more than 40',
      'E3: 50 for 3h is less than 60 for 1h in D3; at least 60: the longer window contains the shorter one',
    ])
  })

  test('compare windows by length and levels over those not used', () => {
    expect(
      faultsOf(`站点 | 蓝色 90分钟 | 蓝色 1h | 黄色 1h | 红色 1h
        双河站 | 30 | 35 | — | 35`),
    ).toEqual([
      'B2: 30 for 90m is less than 35 for 1h in C2; at least 35: the longer window contains the shorter one',
      'E2: 35 for red is not above 35 for blue in C2; more than 35',
    ])
  })

  test('of rows by level: one missing, one twice, one without a level', () => {
    expect(
      faultsOf(`站点 | 等级 | 1h
        双河站 | 准备转移 | 40
        双河站 | 准备转移 | 60
        沱江站 | 准备转移 | 40
        沱江站 | 马上走 | 60
        上坪站 | 准备转移 | 40
        上坪站 | 立即转移 | 60`),
    ).toEqual([
      'A2: "双河站" has no row for red; rows for orange, red',
      'B3: 双河站 has orange already in B2; one row for each level of a village',
      'A4: "沱江站" has no row for red; rows for orange, red',
      'B5: "马上走" is no level; 准备转移, 立即转移, red, orange, yellow, blue',
    ])
  })

  test('of the head: a window twice, one too long, one without a level, one that cannot be read', () => {
    expect(
      faultsOf(`站点 | 红色 1h | 红色 60分钟 | 红色 8天
        双河站 | 60 | 60 | 60`),
    ).toEqual([
      'C1: the same level and window stand in B1 already; one column for each level and window',
      'D1: 8d is no window to sum rain over; 1 min to 7 days',
    ])
    expect(faultsOf('站点 | 1h\n双河站 | 60')[0]).toContain('B1: no level stands over 1h or beside it')
    expect(faultsOf('站点 | 红色 1h | 1h30 | 红色 3h\n双河站 | 60 | 70 | 80')[0]).toContain(
      'C1: "1h30" says neither level nor window',
    )
    expect(faultsOf('站点 | 红色 | \n | 1h | 2 5h\n双河站 | 60 | 70')[0]).toContain('C2: "2 5h" says neither')
  })

  test('are listed as far as anybody reads them', () => {
    const rows = Array.from({ length: 400 }, (_, index) => `村${index} | x | x | x`)
    const faults = faultsOf(`站点 | 红色 1h | 红色 3h | 红色 6h\n${rows.join('\n')}`)
    expect(faults.length).toBe(1001)
    expect(faults.at(-1)).toContain('A252: 600 faults from here on are not listed')
  })

  test('of files that are no table', () => {
    expect(faultsOf('')[0]).toContain('A1: no head of a threshold table is found')
    expect(faultsOf('甲 | 乙\n1 | 2')[0]).toContain('A1: no head of a threshold table is found')
    expect(faultsOf('红色 1h | 红色 3h\n60 | 90')[0]).toContain('A1: no column says whom the rows are about')
    expect(faultsOf(head)).toEqual(['A2: the table has no rows; a row for each village or station'])
  })

  test('of a row that uses nothing', () => {
    expect(faultsOf(`${head}\n双河站 | — | — | / | -`)).toEqual([
      'B2: the row uses no value at all; at least one number',
    ])
  })

  test('of units and datums that do not go together', () => {
    expect(faultsOf('站点 | 红色 1h (cm)\n双河站 | 6')).toEqual(['B1: the unit here is cm; mm: sums of rain'])
    expect(faultsOf('站点 | 警戒水位(m) | 保证水位(cm)\n码市水位站 | 1 | 2')).toEqual([
      'C1: the unit here is cm; m, as in the other columns',
    ])
    expect(faultsOf('基准：吴淞\n站点 | 警戒水位\n吴淞口 | 4\n码市水位站 | 320')).toEqual([
      'A4: mashi is measured over 1985国家高程, the table is over 吴淞; values over the datum of the station',
    ])
  })

  test('of a row of holes: it is not taken for a note', () => {
    expect(
      faultsOf(`${head}\n双河站 | | | | \n注：以上为试行 | | | |`).map((fault) => fault.slice(0, 2)),
    ).toEqual(['B2', 'C2', 'D2', 'E2'])
  })
})

test('says which columns it leaves unread, those without a head too', () => {
  expect(paste('站点 | 红色 1h | 户数 |\n双河站 | 60 | 52 | \n沱江站 | 60 | 12 | 90')).toMatchObject({
    ok: true,
    notes: [
      { cell: 'C1', message: 'the column "户数" is not read' },
      { cell: 'D3', message: 'the column has no head and is not read' },
    ],
  })
})

test('says that a station without a gauge will judge nothing', () => {
  expect(paste('站点 | 红色 1h\n码市水位站 | 60')).toMatchObject({
    ok: true,
    notes: [{ cell: 'A2', message: 'mashi does not measure rain: the row will judge nothing' }],
  })
})

test('refuses an old .xls file, saying what to do', async () => {
  const read = await importTable(Buffer.from('d0cf11e0a1b11ae1', 'hex'), registered())
  expect(read.ok ? [] : read.faults).toMatchObject([
    { expected: 'the same saved as .xlsx, without a password' },
  ])
})
