import type { PersonRecord, Role, ShiftView } from '@tocsin/contract'
import { DAY, HOUR } from '@tocsin/core'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type Desk, openDesk } from './testing/desk.ts'

describe('people over HTTP', () => {
  let desk: Desk
  let person: PersonRecord

  beforeEach(async () => {
    desk = await openDesk()
    await as('engineer', 'POST', '/api/areas', {
      areas: [
        { path: 'lushan', name: '庐山县', kind: 'county' },
        { path: 'lushan/xincun', name: '新村', kind: 'village' },
      ],
    })
    const { body } = await as('engineer', 'POST', '/api/persons', {
      name: '王大山',
      roles: [{ role: '书记', area: 'lushan/xincun' }],
      channels: [
        { kind: 'voice', address: '138 0000 1234', hours: [{ from: '06:00', to: '23:00' }] },
        { kind: 'console' },
      ],
    })
    person = body as PersonRecord
  })
  afterEach(() => desk.http.stop())

  const as = async (role: Role, method: 'GET' | 'POST' | 'PUT' | 'DELETE', url: string, payload?: object) =>
    desk.ask({ method, url, headers: desk.as(role), ...(payload ? { payload } : {}) })
  const audit = (action: string) => desk.access.audit.entries().filter((entry) => entry.action === action)
  const errors = (answer: { body: unknown }) =>
    ((answer.body as { errors?: { path: string; message: string }[] }).errors ?? []).map(
      ({ path, message }) => `${path}: ${message}`,
    )

  it('shows names to a viewer, masked numbers to an operator, and full ones to nobody in a list', async () => {
    const seenBy = async (role: Role) => {
      const { body } = await as(role, 'GET', '/api/persons')
      return (body as { persons: PersonRecord[] }).persons.map(({ name, channels }) => [
        name,
        channels[0]?.address,
      ])
    }
    expect(await seenBy('viewer')).toEqual([['王大山', null]])
    for (const role of ['operator', 'duty-officer', 'engineer', 'administrator'] as const) {
      expect(await seenBy(role)).toEqual([['王大山', '138****1234']])
    }
  })

  it('gives a full number to a duty officer by a call of its own, and writes down who, whose, when', async () => {
    const url = `/api/persons/${person.id}/channels/${person.channels[0]?.id}/readings`
    for (const role of ['viewer', 'operator'] as const) {
      expect((await as(role, 'POST', url, {})).status).toBe(403)
    }
    expect(audit('readFullNumber')).toEqual([])
    const answer = await as('duty-officer', 'POST', url, { purpose: '人工电话' })
    expect([answer.status, answer.body]).toEqual([
      201,
      { channel: person.channels[0]?.id, kind: 'voice', address: '13800001234' },
    ])
    expect(answer.headers['cache-control']).toBe('no-store')
    expect(audit('readFullNumber')).toMatchObject([
      {
        subject: person.id,
        at: desk.clock.now(),
        detail: { name: '王大山', kind: 'voice', purpose: '人工电话' },
      },
    ])
    const none = `/api/persons/${person.id}/channels/${person.channels[1]?.id}/readings`
    expect((await as('duty-officer', 'POST', none, {})).status).toBe(404)
  })

  it('writes no number into the audit log or the log, whatever is done', async () => {
    await as('engineer', 'PUT', `/api/persons/${person.id}`, {
      name: '王大山',
      channels: [{ kind: 'sms', address: '13900005678' }],
    })
    await as('engineer', 'POST', '/api/persons', {
      name: '李小梅',
      channels: [{ kind: 'sms', address: '13900005678' }],
    })
    await as('engineer', 'POST', '/api/persons', {
      name: '李小梅',
      channels: [{ kind: 'sms', address: '1390000567' }],
    })
    const written = JSON.stringify([desk.access.audit.entries(), desk.logged])
    expect(written).toContain('王大山')
    expect(written).not.toMatch(/13[89]0000/)
  })

  it('keeps a channel that is named without its address, and forgets what was known when the address changes', async () => {
    const [voice] = person.channels
    desk.services.registers.directory.delivered(voice?.id ?? '', 5)
    const change = (channel: object) =>
      as('engineer', 'PUT', `/api/persons/${person.id}`, { name: '王大山', channels: [channel] })
    const kept = await change({ id: voice?.id, kind: 'telephone' })
    expect((kept.body as PersonRecord).channels).toMatchObject([
      { id: voice?.id, kind: 'telephone', address: '138****1234', verifiedAt: 5 },
    ])
    const same = await change({ id: voice?.id, kind: 'voice', address: '+8613800001234' })
    expect((same.body as PersonRecord).channels).toMatchObject([{ id: voice?.id, verifiedAt: 5 }])
    const other = await change({ id: voice?.id, kind: 'voice', address: '13900005678' })
    expect((other.body as PersonRecord).channels).toMatchObject([
      { id: voice?.id, address: '139****5678', verifiedAt: null },
    ])
    const twice = [
      { id: voice?.id, kind: 'voice' },
      { kind: 'voice', address: '139-0000-5678' },
    ]
    const refused = await as('engineer', 'PUT', `/api/persons/${person.id}`, {
      name: '王大山',
      channels: twice,
    })
    expect(errors(refused)).toEqual(['channels[1].address: is the address of channels[0] as well'])
    expect(errors(await change({ id: 'channel-99', kind: 'voice' }))).toContain(
      'channels[0].id: no channel channel-99 of this person',
    )
  })

  it('lets nobody go who stands on the roster, and destroys the numbers of who goes', async () => {
    const now = desk.clock.now()
    const shift = { desk: 'lushan', from: now + HOUR, to: now + 9 * HOUR, leader: person.id }
    const created = await as('duty-officer', 'POST', '/api/shifts', { shifts: [shift] })
    const [saved] = (created.body as { shifts: ShiftView[] }).shifts
    const url = `/api/persons/${person.id}?reason=moved`
    expect(await as('engineer', 'DELETE', url)).toMatchObject({
      status: 409,
      body: { detail: '王大山 is on a shift of lushan' },
    })
    expect((await as('duty-officer', 'DELETE', `/api/shifts/${saved?.id}`)).status).toBe(204)
    expect((await as('engineer', 'DELETE', url)).status).toBe(204)
    expect((await as('viewer', 'GET', `/api/persons/${person.id}`)).status).toBe(404)
    const { directory } = desk.services.registers
    expect([directory.addressOf(person.channels[0]?.id ?? ''), directory.ownersOf('13800001234')]).toEqual([
      undefined,
      [],
    ])
    expect(directory.nameOf(person.id)).toBe('王大山')
  })

  it('keeps areas in a tree, and none goes that something lies in', async () => {
    const save = (path: string, kind: string) =>
      as('engineer', 'POST', '/api/areas', { areas: [{ path, name: path, kind }] })
    expect(errors(await save('lushan/baihe/heba', 'danger-zone'))).toEqual([
      'areas[0].path: there is no area lushan/baihe for it to lie in',
    ])
    expect(errors(await save('lushan/xincun/baihe', 'township'))).toEqual([
      'areas[0].kind: a township cannot lie in lushan/xincun, a village',
    ])
    expect(errors(await save('lushan', 'danger-zone'))).toEqual([
      'areas[0].kind: lushan/xincun, a village, lies in it',
    ])
    expect((await as('operator', 'POST', '/api/areas', { areas: [] })).status).toBe(403)
    const gone = (path: string) => as('engineer', 'DELETE', `/api/areas/${encodeURIComponent(path)}`)
    expect(await gone('lushan/xincun')).toMatchObject({
      status: 409,
      body: { detail: 'It still has 1 roles of persons, 1 stations' },
    })
    await save('lushan/zaoyang', 'village')
    expect((await gone('lushan/zaoyang')).status).toBe(204)
  })

  describe('on the roster', () => {
    let li: string
    let shifts: ShiftView[]
    let now: number

    beforeEach(async () => {
      now = desk.clock.now()
      li = ((await as('engineer', 'POST', '/api/persons', { name: '李小梅' })).body as PersonRecord).id
      const turn = (from: number, leader: string, officer: string) => ({
        desk: 'lushan',
        from: now + from * HOUR,
        to: now + (from + 8) * HOUR,
        leader,
        officer,
      })
      const answer = await as('duty-officer', 'POST', '/api/shifts', {
        shifts: [turn(-4, person.id, li), turn(4, li, person.id)],
      })
      shifts = (answer.body as { shifts: ShiftView[] }).shifts
    })

    const swap = (at: number, body: object) =>
      as('duty-officer', 'POST', `/api/shifts/${shifts[at]?.id}/swaps`, { reason: '换班', ...body })
    const staff = async () => {
      const { body } = await as('viewer', 'GET', `/api/shifts?from=${now - DAY}&to=${now + DAY}`)
      return (body as { shifts: ShiftView[] }).shifts.map(({ leader, officer, standby }) => [
        leader,
        officer,
        standby,
      ])
    }

    it('two change places in one entry', async () => {
      const zhao = ((await as('engineer', 'POST', '/api/persons', { name: '赵铁' })).body as PersonRecord).id
      await swap(1, { duty: 'leader', person: zhao })
      const other = { shift: shifts[1]?.id, duty: 'leader' }
      expect((await swap(0, { duty: 'officer', person: zhao, other })).status).toBe(201)
      expect(await staff()).toEqual([
        [person.id, zhao, undefined],
        [li, person.id, undefined],
      ])
      const { body } = await as('viewer', 'GET', '/api/swaps?limit=1')
      expect(body).toMatchObject({
        swaps: [{ duty: 'officer', before: li, after: zhao, other }],
        next: 'swap-2',
      })
      expect(await as('viewer', 'GET', '/api/swaps?limit=5&before=swap-2')).toMatchObject({
        body: { swaps: [{ id: 'swap-1' }], next: null },
      })
    })

    it('nobody stands in one shift twice, or takes a place that is not there', async () => {
      expect(errors(await swap(0, { duty: 'standby', person: li }))).toEqual([
        'person: is officer of this shift already',
      ])
      expect(errors(await swap(0, { duty: 'officer', person: 'person-99' }))).toEqual([
        'person: there is no person person-99',
      ])
      const other = { shift: shifts[1]?.id, duty: 'standby' }
      expect(errors(await swap(0, { duty: 'leader', person: li, other }))).toEqual([
        `other.duty: ${li} does not stand there`,
      ])
      const doubled = { shift: shifts[1]?.id, duty: 'leader' }
      expect(errors(await swap(0, { duty: 'leader', person: li, other: doubled }))).toEqual([
        'person: stands in this shift already',
      ])
      expect(await staff()).toEqual([
        [person.id, li, undefined],
        [li, person.id, undefined],
      ])
    })

    it('a shift that has begun is changed by swaps only, and one that is over by nothing', async () => {
      const body = { desk: 'lushan', from: now + 4 * HOUR, to: now + 13 * HOUR, leader: li }
      expect((await as('duty-officer', 'PUT', `/api/shifts/${shifts[0]?.id}`, body)).status).toBe(409)
      expect((await as('duty-officer', 'DELETE', `/api/shifts/${shifts[0]?.id}`)).status).toBe(409)
      expect((await as('duty-officer', 'PUT', `/api/shifts/${shifts[1]?.id}`, body)).status).toBe(200)
      expect((await swap(0, { duty: 'officer', person: null })).status).toBe(201)
      desk.clock.advance(4 * HOUR)
      expect((await swap(0, { duty: 'officer', person: li })).status).toBe(409)
      const past = { desk: 'lushan', from: now - 20 * HOUR, to: now - 8 * HOUR }
      expect(errors(await as('duty-officer', 'POST', '/api/shifts', { shifts: [past] }))).toEqual([
        'shifts[0].to: the shift is over already',
      ])
      expect((await as('operator', 'POST', '/api/shifts', { shifts: [body] })).status).toBe(403)
    })
  })

  describe('households', () => {
    const file = (content: string) => ({
      fileName: 'a.csv',
      content: Buffer.from(content).toString('base64'),
      area: 'lushan/xincun',
    })
    const look = async (content: string) =>
      (await as('engineer', 'POST', '/api/households/files', file(content))).body as {
        faults: { cell: string; message: string }[]
        rows: { outcome: string; changes: object[] }[]
        notes: string[]
        seen: string
      }
    const take = async (content: string) => {
      const { seen, rows } = await look(content)
      await as('engineer', 'POST', '/api/households/imports', { ...file(content), seen })
      return rows
    }

    it('come from a list, helpers by name, and go out and in again unchanged', async () => {
      const list =
        '户主,人数,特殊需求,责任人,安置点,户主电话\n刘老汉,2人,卧床,王大山,村小学,139\n孙桂英,５,,王大山,村小学,\n'
      expect((await look(list)).notes).toEqual(['F1: the column "户主电话" is not kept'])
      expect((await take(list)).map(({ outcome }) => outcome)).toEqual(['new', 'new'])
      const { body } = await as('operator', 'GET', '/api/households')
      expect(body).toMatchObject({
        households: [
          { name: '刘老汉', persons: 2, specialNeeds: '卧床', helper: person.id, destination: '村小学' },
          { name: '孙桂英', persons: 5, specialNeeds: null, special: false },
        ],
        totals: { households: 2, persons: 7 },
      })
      const out = await as('operator', 'GET', '/api/households/file?format=csv')
      expect(out.body).toContain('138****1234')
      expect((await look(out.body as string)).rows.map(({ outcome }) => outcome)).toEqual([
        'unchanged',
        'unchanged',
      ])
      expect((await take('户主,人数,特殊需求,安置点\n刘老汉,3,,无\n'))[0]).toMatchObject({
        outcome: 'changed',
        changes: [
          { path: 'persons', before: 2, after: 3 },
          { path: 'destination', before: '村小学', after: null },
        ],
      })
      const { households } = (await as('operator', 'GET', '/api/households')).body as { households: object[] }
      expect(households[0]).toMatchObject({ persons: 3, specialNeeds: '卧床', helper: person.id })
    })

    it('are refused by the cell where they make no sense', async () => {
      const { faults } = await look(
        '户主,人数,责任人\n刘老汉,两口,王大山\n孙桂英,,王大山\n钱多,2,无此人\n赵铁,2,\n赵铁,2,\n',
      )
      expect(faults.map(({ cell, message }) => `${cell}: ${message}`)).toEqual([
        'B2: is no count of people',
        'B3: it does not say how many people',
        'C4: there is no person 无此人',
        'A6: 赵铁 stands in row 5 already',
      ])
      const outside = { area: 'lushan', name: '刘老汉', persons: 2 }
      expect(errors(await as('engineer', 'POST', '/api/households', outside))).toEqual([
        'area: lushan is a county',
      ])
    })

    it('are ticked by an operator, and a new flood begins anew', async () => {
      await take('户主,人数\n刘老汉,2\n')
      const { households } = (await as('viewer', 'GET', '/api/households')).body as {
        households: { id: string }[]
      }
      const id = households[0]?.id
      expect((await as('viewer', 'POST', `/api/households/${id}/ticks`, { tick: 'told' })).status).toBe(403)
      await as('operator', 'POST', `/api/households/${id}/ticks`, { tick: 'told', note: '上门' })
      const moved = await as('operator', 'POST', `/api/households/${id}/ticks`, { tick: 'moved' })
      expect(moved.body).toMatchObject({
        standing: { told: { note: '上门' }, moved: { done: true }, returned: null },
      })
      const round = await as('duty-officer', 'POST', '/api/households/rounds', {
        area: 'lushan',
        note: '7 月 5 日强降雨',
      })
      expect(round.body).toEqual({ households: 1 })
      const one = await as('viewer', 'GET', `/api/households/${id}`)
      expect(one.body).toMatchObject({
        household: { standing: { told: null, moved: null } },
        ticks: [{ tick: 'told' }, { tick: 'moved' }, { tick: 'round', note: '7 月 5 日强降雨' }],
      })
    })
  })

  it('are exported masked to an operator, and in full to a duty officer with a line for each', async () => {
    const masked = await as('operator', 'GET', '/api/persons/file?format=csv')
    expect(masked.body).toContain('138****1234')
    expect((await as('viewer', 'GET', '/api/persons/file')).status).toBe(403)
    expect((await as('operator', 'GET', '/api/persons/file?numbers=full')).status).toBe(403)
    expect((await as('operator', 'GET', '/api/persons/file?numbers=some')).status).toBe(422)
    expect((await as('operator', 'GET', '/api/persons/file?format=doc')).status).toBe(422)
    expect(audit('readFullNumber')).toEqual([])
    const full = await as('duty-officer', 'GET', '/api/persons/file?format=csv&numbers=full')
    expect(full.body).toContain('13800001234')
    expect(audit('readFullNumber')).toMatchObject([{ subject: person.id, detail: { file: 'csv' } }])
  })
})

describe('a new box, without areas and roster', () => {
  it('says that it is on trial and has no duty desk yet', async () => {
    const desk = await openDesk()
    const { status, body } = await desk.ask({
      method: 'GET',
      url: '/api/callout-settings',
      headers: desk.as('viewer'),
    })
    expect({ status, body }).toMatchObject({ status: 200, body: { trial: { desk: null } } })
    await desk.http.stop()
  })
})
