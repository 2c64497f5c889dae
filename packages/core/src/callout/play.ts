import {
  ANSWER_CODES,
  type AnswerCode,
  type Area,
  type AreaPath,
  type Call,
  CHANNEL_KINDS,
  type ChannelKind,
  type DurationMs,
  type Instant,
  type Level,
  MINUTE,
  type Person,
  type Plan,
  SECOND,
  type Shift,
} from '../model/index.ts'
import { answered } from './answered.ts'
import { unanswered } from './audit.ts'
import { begin } from './begin.ts'
import { due } from './due.ts'
import { allClear, cancel, close, endExercises } from './ending.ts'
import { escalate } from './escalate.ts'
import { release } from './gate.ts'
import { cleared, levelLowered, levelRaised, raisedAgain } from './level.ts'
import { followed, type Outcome } from './outcome.ts'
import { leaving, type Paces } from './pace.ts'
import type { Fact } from './receipt.ts'
import { receipt, take } from './receipt.ts'
import type { Callout } from './state.ts'
import { villagesOf, type World } from './world.ts'

/** Who and what there is while a call-out is played. */
export interface Office {
  readonly areas: readonly Area[]
  readonly people: readonly Person[]
  readonly plans: readonly Plan[]
  readonly roster?: readonly Shift[] | undefined
  readonly authorised?: readonly string[] | undefined
  readonly paces?: Paces | undefined
}

/** 00:00 of a played call-out; 2027-01-15 in Shanghai, 16:00. */
export const PLAY_START: Instant = 1_800_000_000_000

/**
 * Plays a call-out in virtual time, second by second, from lines such as `05:00 an answers on-post`, and returns the lines with what was
 * expected (`05:00 = calls bo/voice/1`) replaced by what is: equal when all came true. What is made since the last line of its sort is listed.
 * Throws on a line it cannot read.
 */
export function play(office: Office, area: AreaPath, lines: readonly string[]): string[] {
  const desk = new Desk(office, area)
  return lines.map((line) => {
    const match = /^(\d+):(\d\d) (= )?(.+)$/.exec(line)
    if (match === null) throw new SyntaxError(`call-out played: "${line}": expected "mm:ss something"`)
    const [, minutes, seconds, expects, words = ''] = match
    desk.until(Number(minutes) * MINUTE + Number(seconds) * SECOND)
    if (expects === undefined) {
      desk.happen(words)
      return line
    }
    return `${minutes}:${seconds} = ${desk.shows(words)}`
  })
}

class Desk {
  readonly #office: Office
  readonly #area: AreaPath
  #world: World
  #callout: Callout | undefined
  #earlier: Callout[] = []
  #elapsed: DurationMs = 0
  readonly #made: string[] = []
  readonly #dropped: string[] = []
  readonly #notices: string[] = []
  readonly #told = new Set<string>()

  constructor(office: Office, area: AreaPath) {
    this.#office = office
    this.#area = area
    this.#world = {
      areas: office.areas,
      people: office.people,
      roster: office.roster ?? [],
      down: [],
      zone: 'Asia/Shanghai',
      trial: null,
    }
  }

  get now(): Instant {
    return PLAY_START + this.#elapsed
  }

  until(elapsed: DurationMs): void {
    this.#work()
    while (this.#elapsed < elapsed) {
      this.#elapsed += SECOND
      this.#work()
    }
  }

  happen(words: string): void {
    const raised = /^(red|orange|yellow|blue) (raised|ordered|exercise|rises|returns|falls)( to move)?$/.exec(
      words,
    )
    const spoken =
      /^(\S+) (?:(recorded) by (\S+) )?(?:answers|presses) (\S+?)(?: (\d+))?(?: by (\S+))?$/.exec(words)
    const fact = /^(\S+)'s (\S+) (.+)$/.exec(words)
    if (raised?.[1] && raised[2]) this.#level(raised[1] as Level, raised[2], raised[3] !== undefined)
    else if (spoken?.[1]) this.#answers(spoken)
    else if (fact?.[1] && fact[2] && fact[3]) this.#reports(fact[1], fact[2], fact[3])
    else this.#acts(words)
    this.#work()
  }

  shows(words: string): string {
    const [what = ''] = words.split(' ')
    const list = (items: string[]) => [what, ...(items.length === 0 ? ['nobody'] : items)].join(' ')
    const callout = this.#callout
    if (what === 'calls') return list(this.#made.splice(0))
    if (what === 'drops') return list(this.#dropped.splice(0))
    if (what === 'notices') return list(this.#notices.splice(0))
    if (callout === undefined) return `${what} nothing`
    if (what === 'unanswered') return list(unanswered(callout).map(({ person }) => person))
    if (what === 'answers') {
      return list(
        callout.answers.map(
          ({ person, code, level, late }) => `${person}:${code}:${level}${late ? ':late' : ''}`,
        ),
      )
    }
    if (what === 'state') {
      const { state } = callout
      return `state ${state.kind}${state.kind === 'ended' ? ` ${state.how}` : ''}`
    }
    if (what === 'villages') {
      return list(
        (callout.live?.tracks ?? []).map(
          (t) => `${t.village}:${t.metAt === null ? `step ${t.step + 1}` : 'met'}`,
        ),
      )
    }
    throw new SyntaxError(`call-out played: cannot show "${words}"`)
  }

  #level(level: Level, what: string, ordersMove: boolean): void {
    const { areas, plans, authorised = [] } = this.#office
    const wanted = { level, ordersMove, villages: villagesOf(areas, this.#area), plans }
    const callout = this.#callout
    if (what === 'rises' && callout) this.#keep(levelRaised(callout, wanted, this.now))
    else if (what === 'returns' && callout) this.#keep(raisedAgain(callout, wanted, this.now))
    else if (what === 'falls' && callout) this.#keep(levelLowered(callout, level, this.now))
    else {
      const exercise = what === 'exercise'
      const origin =
        what === 'raised'
          ? ({ kind: 'warning', warning: 'w' } as const)
          : ({ kind: 'order', source: what } as const)
      if (what === 'raised' && callout) {
        const [ended] = endExercises([callout], this.now)
        if (ended) this.#keep(ended)
        this.#earlier.push(this.#callout ?? callout)
      }
      const earlier = this.#earlier.filter((one) => one.origin.kind === origin.kind)
      const start = {
        ...wanted,
        origin,
        area: this.#area,
        exercise,
        authorised,
        id: exercise ? 'drill' : undefined,
      }
      const begun = begin(what === 'ordered' ? { ...start, id: 'order' } : start, earlier, this.now)
      if (!begun.ok) throw new Error(`call-out played: ${JSON.stringify(begun.refusal)}`)
      this.#keep(begun)
    }
  }

  #answers([, person, recorded, operator, code, households, via]: RegExpExecArray): void {
    if (!ANSWER_CODES.includes(code as AnswerCode))
      throw new SyntaxError(`call-out played: no answer "${code}"`)
    const channel = CHANNEL_KINDS.find((kind) => kind === via) ?? 'voice'
    this.#change((callout) =>
      answered(
        callout,
        {
          person: person === 'somebody' ? null : (person ?? null),
          code: code as AnswerCode,
          via: recorded === undefined ? channel : 'telephone',
          households: households === undefined ? undefined : Number(households),
          recordedBy: operator,
        },
        this.now,
      ),
    )
  }

  #reports(person: string, channel: string, words: string): void {
    const facts: Readonly<Record<string, Fact>> = {
      'is dialled': { type: 'made' },
      'rings out': { type: 'unanswered' },
      delivers: { type: 'delivered' },
      'is read': { type: 'read' },
      'fails for now': { type: 'failed', permanent: false, detail: 'busy' },
      'fails for good': { type: 'failed', permanent: true, detail: 'no such number' },
    }
    const fact = facts[words]
    const calls = this.#callout?.live?.rings.find((ring) => ring.person === person)?.calls ?? []
    const call = calls.findLast((one) => one.channel.kind === channel && isHandedOver(one))
    if (fact === undefined || call === undefined) {
      throw new SyntaxError(`call-out played: nothing is known of ${person}'s ${channel} that ${words}`)
    }
    this.#change((callout) => receipt(callout, call.key, fact, this.now))
  }

  #acts(words: string): void {
    const [who = '', ...rest] = words.split(' ')
    const what = rest.join(' ')
    const world = this.#world
    const asked = (outcome: { ok: boolean } | ({ ok: true } & Outcome)) => {
      if ('callout' in outcome) this.#keep(outcome)
      else this.#notices.push('refused')
    }
    const callout = this.#callout
    if (words === 'cleared' || words === 'closed') {
      this.#change((one) => (words === 'cleared' ? cleared(one, this.now) : close(one, this.now)))
    } else if (words === 'trial begins')
      this.#world = { ...world, trial: { desk: this.#area.split('/')[0] ?? '' } }
    else if (words === 'trial ends') this.#world = { ...world, trial: null }
    else if (what === 'is down') this.#world = { ...world, down: [...world.down, who as ChannelKind] }
    else if (what === 'is up') this.#world = { ...world, down: world.down.filter((kind) => kind !== who) }
    else if (what === 'goes' && callout) {
      this.#world = { ...world, people: world.people.filter(({ id }) => id !== who) }
    } else if (what === 'escalates' && callout) asked(escalate(callout, who, this.now))
    else if (what === 'releases' && callout) asked(release(callout, who, this.now))
    else if (what === 'cancels' && callout) asked(cancel(callout, who, this.now))
    else if (what === 'gives the all-clear' && callout) asked(allClear(callout, who, this.now))
    else throw new SyntaxError(`call-out played: cannot understand "${words}"`)
  }

  #change(change: (callout: Callout) => Outcome): void {
    if (this.#callout !== undefined) this.#keep(change(this.#callout))
  }

  /** What is due is done, and what may leave is sent and made in the same second. */
  #work(): void {
    this.#change((callout) => due(callout, this.#world, this.now))
    const callout = this.#callout
    if (callout === undefined) return
    for (const { calls } of leaving([callout], this.#office.paces ?? {}, this.now)) {
      for (const { key } of calls) {
        const taken = take(this.#callout ?? callout, key, this.now)
        if (!taken.ok) continue
        this.#keep(followed(taken, (next) => receipt(next, key, { type: handedOver(taken.call) }, this.now)))
        this.#made.push(spoken(taken.call))
      }
    }
  }

  #keep({ callout, effects }: Outcome): void {
    // As a store would give it back.
    this.#callout = JSON.parse(JSON.stringify(callout))
    const calls = callout.live?.rings.flatMap((ring) => ring.calls) ?? []
    const before = callout.earlier.flatMap(({ rings }) => rings.flatMap((ring) => ring.calls))
    for (const key of effects.drop) {
      const call = [...calls, ...before].find((one) => one.key === key)
      if (call) this.#dropped.push(spoken(call))
    }
    for (const notice of effects.notices) {
      if (this.#told.has(notice.key)) continue
      this.#told.add(notice.key)
      const about = notice.person ?? notice.village
      this.#notices.push(about === undefined ? notice.kind : `${notice.kind}:${about}`)
    }
  }
}

function isHandedOver({ facts }: Call): boolean {
  return facts.madeAt !== null || facts.acceptedAt !== null
}

/** What becomes of a call that was handed over: people who telephone have a queue. */
function handedOver({ channel }: Call): 'queued' | 'made' {
  return channel.kind === 'telephone' ? 'queued' : 'made'
}

/** `an/voice/2`, and `deputy` or `all-clear` where it is not an ordinary attempt; `exercise` where it is one. */
function spoken({ person, channel, attempt, reason, exercise }: Call): string {
  const plain = reason === 'first' || reason === 'next-attempt' || reason === 'next-channel'
  return [person, channel.kind, attempt, ...(plain ? [] : [reason]), ...(exercise ? ['exercise'] : [])].join(
    '/',
  )
}
