import type { AreaPath, ChannelKind, PersonId } from '../model/index.ts'
import type { PersonRecord } from './person.ts'
import type { EventRecord } from './record.ts'
import type { Round } from './round.ts'
import { bandsOf, type Spread, spreadOf } from './spread.ts'

/** Of so many who were called, how many answered; "cannot" is an answer, and none of these. */
export interface Reached {
  readonly called: number
  readonly answered: number
  readonly cannot: number
  readonly silent: number
}

export interface VillageFigures extends Reached {
  readonly village: AreaPath
  /** From the warning or the start by hand to the quorum, over the rounds that had one. */
  readonly quorum: Spread
  /** Rounds in which the village had no quorum. */
  readonly unmet: number
}

/** What one kind of channel did. Facts that it cannot know are not missing: nobody knows them. */
export interface ChannelFigures {
  readonly channel: ChannelKind
  readonly made: number
  readonly accepted: number
  readonly delivered: number
  readonly failed: number
  readonly unanswered: number
  /** Answers that came by it, those recorded by an operator included. */
  readonly answers: number
  /** From the person's first call to an answer by this channel. */
  readonly took: Spread
}

/** Who answered and how fast, over one event or many. */
export interface Figures extends Reached {
  readonly rounds: number
  readonly firstCall: Spread
  readonly firstAnswer: Spread
  readonly quorum: Spread
  /** From a person's first call to the answer. */
  readonly took: Spread
  /** Answers by the bands of `BANDS`. */
  readonly bands: readonly number[]
  readonly villages: readonly VillageFigures[]
  readonly channels: readonly ChannelFigures[]
  /** Called at least once, and never answered: the number of rounds in which each was called. */
  readonly neverAnswered: readonly { readonly person: PersonId; readonly rounds: number }[]
}

/** Gathers the rounds of many events one after another, so that no more than one event is held at a time. */
export class Tally {
  readonly #persons = new Map<PersonId, { rounds: number; answered: boolean }>()
  readonly #villages = new Map<AreaPath, { reached: Counter; quorum: number[]; unmet: number }>()
  readonly #channels = new Map<ChannelKind, ChannelCounter>()
  readonly #reached = counter()
  readonly #firstCall: number[] = []
  readonly #firstAnswer: number[] = []
  readonly #quorum: number[] = []
  readonly #took: number[] = []
  #rounds = 0

  add({ rounds }: EventRecord): void {
    for (const round of rounds) this.#addRound(round)
  }

  figures(): Figures {
    return {
      ...this.#reached,
      rounds: this.#rounds,
      firstCall: spreadOf(this.#firstCall),
      firstAnswer: spreadOf(this.#firstAnswer),
      quorum: spreadOf(this.#quorum),
      took: spreadOf(this.#took),
      bands: bandsOf(this.#took),
      villages: [...this.#villages]
        .map(([village, { reached, quorum, unmet }]) => ({
          village,
          ...reached,
          quorum: spreadOf(quorum),
          unmet,
        }))
        .sort((a, b) => (a.village < b.village ? -1 : 1)),
      channels: [...this.#channels].map(([channel, { took, ...counts }]) => ({
        channel,
        ...counts,
        took: spreadOf(took),
      })),
      neverAnswered: [...this.#persons]
        .filter(([, { answered }]) => !answered)
        .map(([person, { rounds }]) => ({ person, rounds }))
        .sort((a, b) => b.rounds - a.rounds || (a.person < b.person ? -1 : 1)),
    }
  }

  #addRound(round: Round): void {
    const { since, firstCallAt, firstAnswerAt, villages, persons } = round
    this.#rounds++
    if (firstCallAt !== null) this.#firstCall.push(firstCallAt - since)
    if (firstAnswerAt !== null) this.#firstAnswer.push(firstAnswerAt - since)
    for (const { village, plan, metAt } of villages) {
      // Without a plan nobody was to be called: that is said of the plans, not of the people.
      if (plan === null) continue
      const figures = this.#village(village)
      if (metAt === null) figures.unmet++
      else {
        figures.quorum.push(metAt - since)
        this.#quorum.push(metAt - since)
      }
    }
    for (const person of persons) this.#addPerson(person)
  }

  #addPerson(record: PersonRecord): void {
    const { person, villages, attempts, answers, tookMs, answeredAt } = record
    for (const { channel, facts } of attempts) {
      const counts = this.#channel(channel.kind)
      counts.made += Number(facts.madeAt !== null)
      counts.accepted += Number(facts.acceptedAt !== null)
      counts.delivered += Number(facts.deliveredAt !== null)
      counts.failed += Number(facts.failed !== null)
      counts.unanswered += Number(facts.unansweredAt !== null)
    }
    for (const { via } of answers) this.#channel(via).answers++
    if (answers.length === 0 && !wasCalled(record)) return
    const known = this.#persons.get(person) ?? { rounds: 0, answered: false }
    this.#persons.set(person, {
      rounds: known.rounds + 1,
      answered: known.answered || answers.length > 0,
    })
    count(this.#reached, record)
    for (const village of villages) count(this.#village(village).reached, record)
    if (tookMs === null) return
    this.#took.push(tookMs)
    const first = answers.find(({ at, code }) => at === answeredAt && code !== 'cannot')
    if (first !== undefined) this.#channel(first.via).took.push(tookMs)
  }

  #village(village: AreaPath) {
    const known = this.#villages.get(village) ?? { reached: counter(), quorum: [], unmet: 0 }
    this.#villages.set(village, known)
    return known
  }

  #channel(kind: ChannelKind): ChannelCounter {
    const known = this.#channels.get(kind) ?? {
      made: 0,
      accepted: 0,
      delivered: 0,
      failed: 0,
      unanswered: 0,
      answers: 0,
      took: [],
    }
    this.#channels.set(kind, known)
    return known
  }
}

/** The figures of one event. */
export function figuresOf(record: EventRecord): Figures {
  const tally = new Tally()
  tally.add(record)
  return tally.figures()
}

/** False of whom others answered for in time, and of whom nobody dialled: that says nothing of them. */
function wasCalled({ firstCallAt, state, attempts }: PersonRecord): boolean {
  if (firstCallAt !== null) return true
  if (state !== 'not-answered') return state !== 'stopped'
  // Without any channel, or with none that works, they cannot be reached, and that is said of them.
  return attempts.length === 0 || attempts.some(({ facts }) => facts.failed !== null)
}

type Counter = { -readonly [K in keyof Reached]: number }
type ChannelCounter = {
  -readonly [K in Exclude<keyof ChannelFigures, 'channel' | 'took'>]: number
} & { took: number[] }

function counter(): Counter {
  return { called: 0, answered: 0, cannot: 0, silent: 0 }
}

function count(into: Counter, { state, answers }: PersonRecord): void {
  into.called++
  const newest = answers.at(-1)
  if (newest?.code === 'cannot') into.cannot++
  else if (newest !== undefined) into.answered++
  else if (state === 'not-answered') into.silent++
}
