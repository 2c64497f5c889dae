import { beforeEach, describe, expect, it } from 'vitest'
import { ManualClock } from '../clock.ts'
import { openDatabase } from '../registry/database.ts'
import { writeXlsx } from '../tables/xlsx-writer.ts'
import { createPeople, type People } from './people.ts'
import { Vault } from './vault.ts'

const T = Date.UTC(2026, 6, 1)
const BY = { kind: 'person', id: 'chen', name: 'Chen' } as const

describe('a list of persons', () => {
  let registers: People
  let clock: ManualClock

  beforeEach(() => {
    clock = new ManualClock(T)
    registers = createPeople({
      database: openDatabase(':memory:'),
      vault: new Vault([new Uint8Array(32).fill(1)]),
      clock,
      timeZone: 'Asia/Shanghai',
      stations: () => [],
      openWarnings: () => [],
    })
    const saved = registers.people.saveAreas([
      { path: 'lushan', name: '庐山县', kind: 'county' },
      { path: 'lushan/baihe', name: '白河镇', kind: 'township' },
      { path: 'lushan/baihe/xincun', name: '新村', kind: 'village' },
      { path: 'lushan/heihe', name: '黑河镇', kind: 'township' },
      { path: 'lushan/heihe/xincun', name: '新村', kind: 'village' },
    ])
    expect(saved.ok).toBe(true)
  })

  const file = (content: string | Uint8Array, area?: string) => ({
    fileName: 'list',
    content: Buffer.from(content).toString('base64'),
    ...(area === undefined ? {} : { area }),
  })
  /** Looks and saves; what became of each row, or what is wrong with which cell. */
  async function take(content: string | Uint8Array, area?: string): Promise<string[]> {
    const reading = await registers.people.readFile(file(content, area), BY)
    if (reading.seen === null) return reading.faults.map(({ cell, message }) => `${cell}: ${message}`)
    const outcome = await registers.people.importFile(file(content, area), reading.seen, BY)
    if (!outcome.ok) throw new Error(JSON.stringify(outcome.refusal))
    return reading.rows.map(({ outcome: became, name, changes }) =>
      [
        became,
        name,
        ...changes.map(({ path, before, after }) => `${path} ${before ?? '∅'} → ${after ?? '∅'}`),
      ].join(' '),
    )
  }
  const list = () => registers.people.list(undefined, 'masked')
  const numbers = () =>
    list().map(({ name, channels }) => [name, ...new Set(channels.map(({ address }) => address))])

  it('takes phone numbers that arrive as numbers, and says which have lost their 0', async () => {
    const rows = [
      ['姓名', '职务', '乡镇', '村', '手机', '固定电话'],
      ['王大山', '书记', '白河镇', '新村', 13800001234, null],
      ['李小梅', '预警员', '白河镇', '新村', 13900005678, 7198123456],
      ['赵铁', '网格员', '白河镇', '新村', 13800001234.5, null],
    ]
    const written = await writeXlsx({ rows, merges: [] })
    if (!written.ok) throw new Error('not written')
    expect(await take(written.bytes)).toEqual([
      'F3: has lost its leading 0, or is no number',
      'E4: is an amount, not a number',
    ])
    const good = await writeXlsx({
      rows: [...rows.slice(0, 2), ['李小梅', '预警员', '白河镇', '新村', 13900005678]],
      merges: [],
    })
    if (!good.ok) throw new Error('not written')
    expect(await take(good.bytes)).toEqual(['new 王大山', 'new 李小梅'])
    expect(numbers()).toEqual([
      ['王大山', '138****1234'],
      ['李小梅', '139****5678'],
    ])
  })

  it('finds the village by its township, and asks where two have one name', async () => {
    expect(await take('姓名,职务,乡镇,村,电话\n王大山,书记,黑河镇,新村,13800001234\n')).toEqual([
      'new 王大山',
    ])
    expect(list()[0]?.roles).toEqual([{ role: '书记', area: 'lushan/heihe/xincun' }])
    expect(await take('姓名,职务,村,电话\n赵铁,书记,新村,13700001234\n')).toEqual([
      'C2: 新村 may be lushan/baihe/xincun, lushan/heihe/xincun',
    ])
  })

  it('makes one person of a row for each role', async () => {
    const text =
      '姓名,职务,区域,电话\n王大山,书记,lushan/baihe/xincun,13800001234\n王大山,包保干部,lushan/heihe/xincun,13800001234\n'
    expect(await take(text)).toEqual(['new 王大山'])
    expect(list()[0]?.roles.map(({ role, area }) => `${role} ${area}`)).toEqual([
      '书记 lushan/baihe/xincun',
      '包保干部 lushan/heihe/xincun',
    ])
  })

  it('changes what the list says, and leaves what it does not speak of', async () => {
    await take(
      '姓名,职务,区域,电话\n王大山,书记,lushan/baihe/xincun,13800001234\n王大山,包保干部,lushan/heihe/xincun,13800001234\n',
    )
    const [wang] = list()
    const voice = wang?.channels[0]
    registers.directory.delivered(voice?.id ?? '', T)
    // Another role in one village, a second number; the other village is none of this list's business.
    const text = '姓名,职务,村,电话\n王大山,主任,新村,13800001234、0719-8123456\n'
    expect(await take(text, 'lushan/baihe')).toEqual([
      'changed 王大山 roles[0] 书记 lushan/baihe/xincun → 包保干部 lushan/heihe/xincun roles[1] 包保干部 lushan/heihe/xincun → 主任 lushan/baihe/xincun numbers[4] ∅ → voice 0719****3456 numbers[5] ∅ → telephone 0719****3456',
    ])
    const after = list()[0]
    expect(after?.id).toBe(wang?.id)
    // The number that stayed is the same channel, and what is known of it is not lost.
    expect(after?.channels[0]).toEqual({ ...voice, verifiedAt: T })
    expect(await take(text, 'lushan/baihe')).toEqual(['unchanged 王大山'])
  })

  it('takes nothing away by an empty cell', async () => {
    await take(
      '姓名,职务,区域,电话,代理人\n王大山,书记,lushan,13800001234,李小梅\n李小梅,预警员,lushan,13900005678,\n',
    )
    expect(await take('姓名,职务,区域,电话,邮箱,代理人\n王大山,书记,lushan,,,\n')).toEqual([
      'unchanged 王大山',
    ])
    expect(await take('姓名,职务,区域,代理人\n王大山,书记,lushan,无\n')).toEqual([
      'changed 王大山 deputy 李小梅 → ∅',
    ])
  })

  it('tells of a number that looks the same when it is masked', async () => {
    await take('姓名,职务,区域,电话\n王大山,书记,lushan/baihe/xincun,13800001234\n')
    expect(await take('姓名,职务,区域,电话\n王大山,书记,lushan/baihe/xincun,13811111234\n')).toEqual([
      'changed 王大山 numbers another number with the same ends → as in the file',
    ])
  })

  it('takes a masked number for the one that is there, and for nothing else', async () => {
    await take('姓名,职务,区域,电话\n王大山,书记,lushan/baihe/xincun,13800001234\n')
    const masked = (number: string) => `姓名,职务,区域,电话\n王大山,书记,lushan/baihe/xincun,${number}\n`
    expect(await take(masked('138****1234'))).toEqual(['unchanged 王大山'])
    expect(await take(masked('139****9999'))).toEqual(['D2: is masked, and they have no such number'])
    expect(registers.directory.addressOf(list()[0]?.channels[0]?.id ?? '')).toBe('13800001234')
  })

  it('lets two persons exchange their numbers', async () => {
    const listed = (wang: string, li: string) =>
      `姓名,职务,区域,电话\n王大山,书记,lushan,${wang}\n李小梅,预警员,lushan,${li}\n`
    await take(listed('13800001234', '13900005678'))
    await take(listed('13900005678', '13800001234'))
    expect(numbers()).toEqual([
      ['王大山', '139****5678'],
      ['李小梅', '138****1234'],
    ])
  })

  it('refuses a mobile number that two persons have, once for each of them, and lets them share a fixed line', async () => {
    await take('姓名,职务,区域,电话\n王大山,书记,lushan,13900005678\n')
    const listed = (sun: string, qian: string) =>
      `姓名,职务,区域,电话\n赵铁,书记,lushan,13900005679\n孙桂,书记,lushan,${sun}\n钱多,书记,lushan,${qian}\n`
    expect(await take(listed('13700000000', '13700000000'))).toEqual([
      expect.stringMatching(/^D3: belongs to 钱多 \(person-\d+\) already$/),
      expect.stringMatching(/^D4: belongs to 孙桂 \(person-\d+\) already$/),
    ])
    expect(await take(listed('13700000000', '139-0000-5678'))).toEqual([
      'D4: belongs to 王大山 (person-1) already',
    ])
    expect(await take(listed('0719-8123456', '0719-8123456'))).toEqual(['new 赵铁', 'new 孙桂', 'new 钱多'])
  })

  it('refuses deputies that lead back to where they began, also when they stand further down', async () => {
    const text =
      '姓名,职务,区域,电话,代理人\n王大山,书记,lushan,13800001234,李小梅\n李小梅,预警员,lushan,13900005678,王大山\n'
    expect(await take(text)).toEqual([
      'E2: is their own deputy by way of 李小梅',
      'E3: is their own deputy by way of 王大山',
    ])
    expect(await take('姓名,职务,区域,电话,代理人\n王大山,书记,lushan,13800001234,王大山\n')).toEqual([
      'E2: is their own deputy',
    ])
    expect(await take(text.replace(/,王大山\n$/, ',无此人\n'))).toEqual(['E3: there is no person 无此人'])
    expect(list()).toEqual([])
  })

  it('says where a file that is none of these is wrong', async () => {
    expect(await take('雨量,水位\n1,2\n')).toEqual([': no head was found'])
    expect(await take(new Uint8Array([0x50, 0x4b, 3, 4, 0]))).toHaveLength(1)
    expect(await take('姓名,职务,区域,电话\n,书记,lushan,13800001234\n')).toEqual(['A2: the name is missing'])
  })

  it('takes a county of 5,000 rows in a few seconds, also where each is the deputy of the next', async () => {
    const rows = Array.from({ length: 4900 }, (_, index) =>
      [`人${index}`, '预警员', 'lushan', 13_800_000_000 + index, index === 0 ? '' : `人${index - 1}`].join(),
    )
    const began = performance.now()
    expect((await take(`姓名,职务,区域,电话,代理人\n${rows.join('\n')}\n`)).length).toBe(4900)
    expect(performance.now() - began).toBeLessThan(20_000)
    expect(list()).toHaveLength(4900)
  }, 60_000)
})
