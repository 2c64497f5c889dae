import { calls, createClient } from '@tocsin/contract'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { CalledVillage, VILLAGE } from '../rig/village.ts'

/** What a scanned link gives to the page behind it. */
const tokenOf = (path: string) => path.split('/').pop() ?? ''

describe('a link by which somebody answers an exercise without signing in', () => {
  let village: CalledVillage
  /** Whoever holds the link: no session, no token. */
  let stranger: ReturnType<typeof createClient>

  beforeEach(async () => {
    village = await CalledVillage.open()
    stranger = createClient({ baseUrl: village.admin.url })
  })
  afterEach(() => village.close())

  async function drill(exercise = true) {
    const { id } = await village.officer.call(calls.startCallout, {
      body: {
        kind: 'order',
        source: '县防指',
        text: '这是一次演练',
        area: VILLAGE,
        level: 'yellow',
        exercise,
        channels: 'real',
      },
    })
    await village.pass(2)
    const callout = await village.officer.call(calls.getCallout, { params: { id } })
    const person = callout.persons[0]?.person
    if (person === undefined) throw new Error('nobody is called')
    return { id, person }
  }
  const link = (id: string, person: string) =>
    village.officer.call(calls.createAnswerLink, { params: { id }, body: { person } })

  it('shows the call, counts as an answer when pressed, and may be pressed again', async () => {
    const { id, person } = await drill()
    const { path } = await link(id, person)
    const token = tokenOf(path)
    const seen = await stranger(calls.readAnswerLink, { params: { token } })
    expect(seen).toMatchObject({
      exercise: true,
      level: 'yellow',
      text: '这是一次演练',
      answer: null,
      over: false,
    })
    // Fetched is not read, and read is not answered.
    expect((await village.officer.call(calls.getCallout, { params: { id } })).answered).toBe(0)
    await stranger(calls.openAnswerLink, { params: { token } })
    const answered = await stranger(calls.answerByLink, { params: { token }, body: { code: 'on-post' } })
    expect(answered.answer).toMatchObject({ code: 'on-post', late: false })
    await stranger(calls.answerByLink, {
      params: { token },
      body: { code: 'households-moved', households: 23 },
    })
    const callout = await village.officer.call(calls.getCallout, { params: { id } })
    expect(callout.answered).toBe(1)
    expect(callout.persons[0]?.answers).toMatchObject([
      { code: 'on-post', via: 'console' },
      { code: 'households-moved', households: 23 },
    ])
  })

  it('is late once the call-out is over, and opens nothing else', async () => {
    const { id, person } = await drill()
    const token = tokenOf((await link(id, person)).path)
    await village.officer.call(calls.cancelCallout, { params: { id } })
    expect(await stranger(calls.readAnswerLink, { params: { token } })).toMatchObject({ over: true })
    const late = await stranger(calls.answerByLink, { params: { token }, body: { code: 'on-post' } })
    expect(late.answer).toMatchObject({ late: true })
    await expect(stranger(calls.getCallout, { params: { id } })).rejects.toThrow('Sign in first')
    const bearer = createClient({
      baseUrl: village.admin.url,
      headers: { authorization: `Bearer ${token}` },
    })
    await expect(bearer(calls.whoAmI, {})).rejects.toThrow('Sign in first')
  })

  it('is made for no real call-out, for nobody who is not called, and guessed by nobody', async () => {
    const real = await drill(false)
    await expect(link(real.id, real.person)).rejects.toThrow('No link can be made')
    const { id } = await drill()
    await expect(link(id, 'person-999')).rejects.toThrow('No link can be made')
    await expect(stranger(calls.readAnswerLink, { params: { token: 'x'.repeat(43) } })).rejects.toThrow(
      'No such link',
    )
  })
})
