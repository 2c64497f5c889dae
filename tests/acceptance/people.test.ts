import { execFileSync } from 'node:child_process'
import { appendFileSync, readFileSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { calls, ProblemError, type Role } from '@tocsin/contract'
import { HOUR, MINUTE } from '@tocsin/core'
import { ManualClock } from '@tocsin/gateway/clock'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { temporaryFolder } from '../rig/gateway-process.ts'
import { startGatewayUnderTest } from '../rig/gateway-under-test.ts'
import { Office } from '../rig/office.ts'

/** 2026-07-01 08:00 in Shanghai. */
const T = Date.UTC(2026, 6, 1)
const PASSWORD = 'a long pass phrase for tests'

const AREAS = [
  { path: 'lushan', name: '庐山县', kind: 'county' },
  { path: 'lushan/baihe', name: '白河镇', kind: 'township' },
  { path: 'lushan/baihe/xincun', name: '新村', kind: 'village' },
  { path: 'lushan/baihe/xincun/heba', name: '河坝', kind: 'danger-zone' },
] as const

/** As a township keeps it: a title, a running number, numbers typed in every way, the deputy by name. */
const VILLAGE = `白河镇新村防汛责任人,,,,,,
序号,村,姓名,职务,联系电话,代理人,备注
1,新村,王大山,书记,138-0000-1234,李小梅,
2,新村,李小梅,预警员,+86 139 0000 5678、0719-8123456,,
3,新村,赵 铁,危险区责任人,１３７００００８８８８,王大山,新任
`
const NUMBERS = ['13800001234', '13900005678', '07198123456', '13700008888']

/** A file as a Chinese spreadsheet saves it, written by the system's own converter. */
function gbk(text: string): string {
  return execFileSync('iconv', ['-f', 'UTF-8', '-t', 'GBK'], { input: text }).toString('base64')
}

describe('the people of a village', () => {
  let clock: ManualClock
  let folder: ReturnType<typeof temporaryFolder>
  let gateway: Awaited<ReturnType<typeof startGatewayUnderTest>>
  let engineer: Office
  let officer: Office
  let viewer: Office

  async function start(): Promise<void> {
    gateway = await startGatewayUnderTest(folder.path, { clock })
  }
  async function signInAll(): Promise<void> {
    engineer = await Office.signIn(gateway.url, 'chen', PASSWORD)
    officer = await Office.signIn(gateway.url, 'zhou', PASSWORD)
    viewer = await Office.signIn(gateway.url, 'wu', PASSWORD)
  }

  beforeEach(async () => {
    clock = new ManualClock(T)
    folder = temporaryFolder()
    await start()
    const admin = await Office.signIn(gateway.url)
    const roles: Record<string, Role> = {
      chen: 'engineer',
      zhou: 'duty-officer',
      sun: 'operator',
      wu: 'viewer',
    }
    for (const [username, role] of Object.entries(roles)) {
      await admin.call(calls.createUser, { body: { username, name: username, role, password: PASSWORD } })
    }
    await signInAll()
    await engineer.call(calls.saveAreas, { body: { areas: [...AREAS] } })
  })

  afterEach(async () => {
    await gateway.stop()
    folder.remove()
  })

  async function refusal(asked: Promise<unknown>): Promise<{ status: number; errors: string[] }> {
    const error = await asked.then(
      () => undefined,
      (reason: unknown) => reason,
    )
    if (!(error instanceof ProblemError)) throw new Error('it was not refused')
    const errors = (error.problem.errors ?? []).map(({ path, message }) => `${path}: ${message}`)
    return { status: error.problem.status, errors }
  }

  const persons = (office = officer) =>
    office.call(calls.listPersons, { query: {} }).then((answer) => answer.persons)

  async function importVillage(content = gbk(VILLAGE)) {
    const file = { fileName: '新村.csv', content, area: 'lushan/baihe' }
    const { seen, faults } = await engineer.call(calls.readPersonFile, { body: file })
    if (seen === null) throw new Error(JSON.stringify(faults))
    await engineer.call(calls.importPersons, { body: { ...file, seen } })
    return Object.fromEntries((await persons()).map(({ name, id }) => [name, id])) as Record<string, string>
  }

  const fullNumberReadings = () =>
    gateway.access.audit
      .entries()
      .filter(({ action }) => action === 'readFullNumber')
      .map(({ actor, subject, at }) => ({ actor, subject, at }))

  it('come in from a GBK file after a look, are masked, and each reading of a full number is logged', async () => {
    const file = { fileName: '新村.csv', content: gbk(VILLAGE), area: 'lushan/baihe' }
    const look = await engineer.call(calls.readPersonFile, { body: file })
    expect(look.faults).toEqual([])
    expect(look.rows.map(({ row, outcome, name }) => [row, outcome, name])).toEqual([
      [3, 'new', '王大山'],
      [4, 'new', '李小梅'],
      [5, 'new', '赵铁'],
    ])
    // The look saved nothing.
    expect(await persons()).toEqual([])
    await engineer.call(calls.importPersons, { body: { ...file, seen: look.seen as string } })

    const listed = await persons()
    expect(
      listed.map(({ name, roles, channels }) => [name, roles[0]?.role, roles[0]?.area, channels[0]?.address]),
    ).toEqual([
      ['王大山', '书记', 'lushan/baihe/xincun', '138****1234'],
      ['李小梅', '预警员', 'lushan/baihe/xincun', '139****5678'],
      ['赵铁', '危险区责任人', 'lushan/baihe/xincun', '137****8888'],
    ])
    expect(listed[1]?.channels.map(({ kind, address }) => `${kind} ${address}`)).toEqual([
      'voice 139****5678',
      'sms 139****5678',
      'sms-modem 139****5678',
      'telephone 139****5678',
      'voice 0719****3456',
      'telephone 0719****3456',
    ])
    expect(listed[0]?.deputy).toBe(listed[1]?.id)
    expect((await persons(viewer)).flatMap(({ channels }) => channels.map(({ address }) => address))).toEqual(
      Array(14).fill(null),
    )

    const [wang] = listed
    const params = { id: wang?.id ?? '', channel: wang?.channels[0]?.id ?? '' }
    const operator = await Office.signIn(gateway.url, 'sun', PASSWORD)
    expect((await refusal(operator.call(calls.readFullNumber, { params, body: {} }))).status).toBe(403)
    expect(fullNumberReadings()).toEqual([])
    clock.advance(5 * MINUTE)
    const read = await officer.call(calls.readFullNumber, { params, body: { purpose: '人工电话' } })
    expect(read.address).toBe('13800001234')
    expect(fullNumberReadings()).toEqual([{ actor: 'zhou', subject: params.id, at: T + 5 * MINUTE }])

    // The same file again changes nothing; so does an export, whose numbers are masked.
    expect((await engineer.call(calls.readPersonFile, { body: file })).counts).toEqual({
      new: 0,
      changed: 0,
      unchanged: 3,
    })
    const exported = await fetch(`${gateway.url}/api/persons/file?format=xlsx`, {
      headers: { cookie: officer.cookie },
    })
    const content = Buffer.from(await exported.arrayBuffer()).toString('base64')
    const again = await engineer.call(calls.readPersonFile, { body: { fileName: 'persons.xlsx', content } })
    expect([again.faults, again.counts.unchanged]).toEqual([[], 3])
    expect(fullNumberReadings()).toHaveLength(1)
    // An export in full is a reading of every number in it.
    const full = await fetch(`${gateway.url}/api/persons/file?format=csv&numbers=full`, {
      headers: { cookie: officer.cookie },
    })
    expect(await full.text()).toContain('13700008888')
    expect(fullNumberReadings()).toHaveLength(4)
  })

  it('are refused with the cell and the reason, and nothing of the file is saved', async () => {
    const bad = VILLAGE.replace('138-0000-1234', '1.38E+10')
      .replace('3,新村', '3,旧村')
      .replace('+86 139 0000 5678', '139 0000 567')
    const look = await engineer.call(calls.readPersonFile, {
      body: { fileName: 'a.csv', content: gbk(bad), area: 'lushan/baihe' },
    })
    expect(look.faults.map(({ cell, message }) => `${cell}: ${message}`)).toEqual([
      'E3: the spreadsheet kept only some of its digits',
      'E4: 10 digits make no such number',
      'B5: there is no area 旧村 in lushan/baihe',
    ])
    expect(look.seen).toBeNull()
    const save = { fileName: 'a.csv', content: gbk(bad), area: 'lushan/baihe', seen: 'anything' }
    expect((await refusal(engineer.call(calls.importPersons, { body: save }))).status).toBe(422)
    expect(await persons()).toEqual([])
  })

  it('are saved only as they were seen: an import that would do something else by now is refused', async () => {
    const file = { fileName: '新村.csv', content: gbk(VILLAGE), area: 'lushan/baihe' }
    const { seen } = await engineer.call(calls.readPersonFile, { body: file })
    await engineer.call(calls.createPerson, {
      body: { name: '王大山', roles: [{ role: '村民', area: 'lushan/baihe/xincun' }] },
    })
    const asked = engineer.call(calls.importPersons, { body: { ...file, seen: seen as string } })
    expect((await refusal(asked)).status).toBe(409)
    expect(await persons()).toHaveLength(1)
  })

  it('are refused in a circle of deputies, with a number of somebody else, without an address, in no area', async () => {
    const { 王大山: wang, 李小梅: li } = await importVillage()
    const change = (body: object) =>
      engineer.call(calls.changePerson, { params: { id: li ?? '' }, body: { name: '李小梅', ...body } })
    expect((await refusal(change({ deputy: wang }))).errors).toEqual([
      'deputy: is their own deputy by way of 王大山',
    ])
    expect((await refusal(change({ channels: [{ kind: 'sms', address: '138 0000 1234' }] }))).errors).toEqual(
      [`channels[0].address: belongs to 王大山 (${wang}) already`],
    )
    const wrong = {
      roles: [{ role: '预警员', area: 'lushan/nowhere' }],
      channels: [{ kind: 'voice' }, { kind: 'sms', address: '0719-8123456' }],
    }
    expect((await refusal(change(wrong))).errors).toEqual([
      'roles[0].area: there is no area lushan/nowhere',
      'channels[0].address: a channel of kind voice has no address',
      'channels[1].address: a fixed line takes no SMS',
    ])
  })

  it('stand on a roster without overlaps; a swap is one entry, and gaps are found before the storm', async () => {
    const { 王大山: wang, 李小梅: li, 赵铁: zhao } = await importVillage()
    const desk = 'lushan/baihe'
    const shift = (from: number, to: number, more: object = {}) => ({
      desk,
      from: T + from * HOUR,
      to: T + to * HOUR,
      leader: wang,
      officer: li,
      ...more,
    })
    const overlapping = officer.call(calls.createShifts, { body: { shifts: [shift(0, 12), shift(11, 24)] } })
    expect((await refusal(overlapping)).errors).toEqual([
      'shifts[1].from: overlaps shifts[0] of lushan/baihe, 07-01 08:00 to 07-01 20:00',
    ])
    const range = { from: T, to: T + 72 * HOUR }
    expect((await officer.call(calls.listShifts, { query: range })).shifts).toEqual([])

    const { shifts } = await officer.call(calls.createShifts, {
      body: { shifts: [shift(0, 12), shift(12, 24)] },
    })
    const saved = officer.call(calls.createShifts, { body: { shifts: [shift(23, 30)] } })
    expect((await refusal(saved)).errors).toEqual([
      `shifts[0].from: overlaps ${shifts[1]?.id} of lushan/baihe, 07-01 20:00 to 07-02 08:00`,
    ])
    // One person at two desks is allowed, and told.
    const elsewhere = { shifts: [shift(6, 14, { desk: 'lushan', officer: zhao })] }
    const { findings } = await officer.call(calls.createShifts, { body: elsewhere })
    expect(findings.map(({ kind, reason }) => `${kind}: ${reason.zh}`)).toEqual([
      'two-desks: 王大山 07-01 14:00 至 07-01 20:00 同时在白河镇和庐山县值班',
      'two-desks: 王大山 07-01 20:00 至 07-01 22:00 同时在庐山县和白河镇值班',
    ])

    clock.advance(10 * MINUTE)
    const swap = { duty: 'officer', person: zhao ?? '', reason: '李小梅生病' } as const
    await officer.call(calls.swapDuty, { params: { id: shifts[0]?.id ?? '' }, body: swap })
    const { swaps } = await officer.call(calls.listSwaps, { query: {} })
    expect(swaps).toMatchObject([
      {
        shift: shifts[0]?.id,
        duty: 'officer',
        before: li,
        after: zhao,
        at: T + 10 * MINUTE,
        by: { id: 'zhou' },
      },
    ])
    expect(gateway.access.audit.entries().find(({ action }) => action === 'swapDuty')).toMatchObject({
      actor: 'zhou',
      subject: shifts[0]?.id,
    })
    const now = await officer.call(calls.listShifts, { query: { ...range, desk } })
    expect(now.shifts.map(({ officer: on }) => on)).toEqual([zhao, li])

    const check = await viewer.call(calls.checkRoster, {})
    const told = check.findings.map(({ kind, reason }) => `${kind}: ${reason.zh}`)
    expect(told).toContain('gap: 白河镇：07-02 08:00 至 07-04 08:10 无人值班')
    expect(told).toContain('untested: 王大山有 4 个号码 90 天内未验证')
  })

  it('hand over with the open warnings: the outgoing side signs first, and nobody signs for both', async () => {
    const { 王大山: wang, 李小梅: li } = await importVillage()
    const secret = await engineer.register({
      id: 'bridge',
      name: '白河桥',
      area: 'lushan/baihe/xincun',
      datastreams: [{ name: 'level', property: 'water-level', unit: 'm', intervalMs: 5 * MINUTE }],
    })
    expect(secret).not.toBe('')
    await engineer.addRule({
      name: '桥头无数据',
      appliesTo: { area: 'lushan' },
      condition: { kind: 'absence' },
      levels: { yellow: { after: '10m' } },
    })
    clock.advance(20 * MINUTE)
    await gateway.settle()
    const turn = (from: number, to: number) => ({
      desk: 'lushan',
      from: T + from * HOUR,
      to: T + to * HOUR,
      leader: wang,
      officer: li,
    })
    const { shifts } = await officer.call(calls.createShifts, {
      body: { shifts: [turn(-2, 8), turn(8, 20)] },
    })
    const opening = { outgoing: shifts[0]?.id ?? '', incoming: shifts[1]?.id ?? '', undone: ['桥头站去人看'] }
    const handOver = await officer.call(calls.openHandOver, { body: opening })
    expect(handOver.warnings.map(({ name, level, area }) => [name, level, area])).toEqual([
      ['桥头无数据', 'yellow', 'lushan/baihe/xincun'],
    ])
    const sign = (office: Office, side: 'outgoing' | 'incoming') =>
      office.call(calls.signHandOver, { params: { id: handOver.id }, body: { side } })
    expect((await refusal(sign(engineer, 'incoming'))).errors).toEqual([
      'side: the outgoing side has not signed',
    ])
    await sign(officer, 'outgoing')
    expect((await refusal(sign(officer, 'incoming'))).errors).toEqual([
      'side: has signed for the outgoing side',
    ])
    const signed = await sign(engineer, 'incoming')
    expect([signed.outgoingSigned?.by, signed.incomingSigned?.by]).toEqual(['zhou', 'chen'])
    const late = officer.call(calls.writeHandOver, { params: { id: handOver.id }, body: { notes: 'later' } })
    expect((await refusal(late)).status).toBe(409)
  })

  it('are all there after a restart, households ticked, and no file of the database holds a number', async () => {
    const ids = await importVillage()
    const households = `危险区,户主,人数,特殊需求,帮扶责任人,转移地点
河坝,刘老汉,2,卧床不起,赵铁,村小学
河坝,孙桂英,5,,赵铁,村小学
`
    const file = { fileName: '转移名册.csv', content: gbk(households), area: 'lushan/baihe/xincun' }
    const { seen, faults } = await engineer.call(calls.readHouseholdFile, { body: file })
    expect(faults).toEqual([])
    await engineer.call(calls.importHouseholds, { body: { ...file, seen: seen as string } })
    const list = () => officer.call(calls.listHouseholds, { query: { area: 'lushan' } })
    const [liu] = (await list()).households
    expect(liu).toMatchObject({ name: '刘老汉', specialNeeds: '卧床不起', helper: ids['赵铁'] })
    const seenByViewer = (await viewer.call(calls.listHouseholds, { query: {} })).households[0]
    expect([seenByViewer?.specialNeeds, seenByViewer?.special]).toEqual([null, true])
    const tick = (name: 'told' | 'moved', done = true) =>
      officer.call(calls.tickHousehold, { params: { id: liu?.id ?? '' }, body: { tick: name, done } })
    await tick('told')
    clock.advance(20 * MINUTE)
    await tick('moved')
    await tick('moved', false)
    await tick('moved')
    expect((await list()).totals).toMatchObject({
      persons: 7,
      told: { households: 1, persons: 2 },
      moved: { households: 1, persons: 2 },
      returned: { households: 0, persons: 0 },
    })
    const before = [await persons(), await list()]

    // While it runs the newest pages lie in the write-ahead log; the keys lie beside both.
    expectNoNumber(['tocsin.db', 'tocsin.db-wal', 'journal.db', 'journal.db-wal'])
    await gateway.stop()
    expectNoNumber(['tocsin.db', 'journal.db'])
    expect(statSync(join(folder.path, 'people.key')).mode & 0o777).toBe(0o600)
    await start()
    await signInAll()
    expect([await persons(), await list()]).toEqual(before)
    const { ticks } = await officer.call(calls.getHousehold, { params: { id: liu?.id ?? '' } })
    expect(ticks.map(({ tick, done, at, by }) => [tick, done, at - T, by.id])).toEqual([
      ['told', true, 0, 'zhou'],
      ['moved', true, 20 * MINUTE, 'zhou'],
      ['moved', false, 20 * MINUTE, 'zhou'],
      ['moved', true, 20 * MINUTE, 'zhou'],
    ])
    const wang = (await persons())[0]
    const params = { id: wang?.id ?? '', channel: wang?.channels[0]?.id ?? '' }
    expect((await officer.call(calls.readFullNumber, { params, body: {} })).address).toBe('13800001234')

    // The key is gone: names stay, the office works on, and the roster says what is missing.
    await gateway.stop()
    const key = readFileSync(join(folder.path, 'people.key'))
    rmSync(join(folder.path, 'people.key'))
    await start()
    await signInAll()
    expect((await persons())[0]?.channels.map(({ address, readable }) => [address, readable])).toEqual(
      Array(4).fill([null, false]),
    )
    expect((await refusal(officer.call(calls.readFullNumber, { params, body: {} }))).status).toBe(404)
    const { findings } = await officer.call(calls.checkRoster, {})
    expect(findings.filter(({ kind }) => kind === 'unreadable')).toHaveLength(3)

    // It turns up again, and is put back as one more line.
    await gateway.stop()
    appendFileSync(join(folder.path, 'people.key'), key)
    await start()
    await signInAll()
    expect([await persons(), await list()]).toEqual(before)
  })

  function expectNoNumber(files: readonly string[]): void {
    for (const file of files) {
      const bytes = readFileSync(join(folder.path, file))
      expect(bytes.length).toBeGreaterThan(0)
      for (const text of [...NUMBERS, '卧床不起']) {
        expect(bytes.includes(Buffer.from(text)), `${text} in ${file}`).toBe(false)
        expect(bytes.includes(Buffer.from(text, 'utf16le')), `${text} in ${file}`).toBe(false)
      }
    }
    // A search that finds nothing proves something only if it would: names are stored as they are.
    const found = files.some((file) => readFileSync(join(folder.path, file)).includes(Buffer.from('王大山')))
    expect(found).toBe(true)
  }
})
