import type { Answer, Call, Instant, PersonId } from '../model/index.ts'
import { moved } from './clock-step.ts'
import type { Effects, LedgerLine, Notice, Outcome } from './outcome.ts'
import { type Standing, standings } from './quorum.ts'
import type { Callout, Generation, Ring, Track } from './state.ts'

type Line<T> = T extends unknown ? Omit<T, 'at' | 'callout' | 'generation'> : never

/** A call-out while one thing happens to it: what changes is copied, what is to be done is gathered, and `outcome` hands out both. */
export class Draft {
  readonly now: Instant
  #callout: Callout
  readonly #before: Callout
  readonly #rings: Map<PersonId, Ring>
  readonly #make = new Map<string, Call>()
  readonly #drop: string[] = []
  readonly #ledger: LedgerLine[] = []
  readonly #notices: Notice[] = []
  #standings: ReadonlyMap<PersonId, Standing> | undefined
  #dirty = false

  constructor(callout: Callout, now: Instant) {
    // A clock set back while nobody noticed must not stall what is due: deadlines go back with it, as far as is known.
    this.#callout = now < callout.seenAt ? moved(callout, now - callout.seenAt) : callout
    this.#before = callout
    this.now = now
    this.#rings = new Map(this.#callout.live?.rings.map((ring) => [ring.person, ring]))
  }

  get callout(): Callout {
    return this.#callout
  }

  get live(): Generation | null {
    return this.#callout.live
  }

  get rings(): Iterable<Ring> {
    return this.#rings.values()
  }

  /** What everybody's newest answer to the live generation says. */
  get standing(): ReadonlyMap<PersonId, Standing> {
    this.#standings ??= standings(this.#callout.answers, this.live?.number ?? 0)
    return this.#standings
  }

  change(fields: Partial<Omit<Callout, 'live' | 'answers' | 'revision' | 'seenAt'>>): void {
    this.#callout = { ...this.#callout, ...fields }
  }

  answer(answer: Answer): void {
    this.#callout = { ...this.#callout, answers: [...this.#callout.answers, answer] }
    this.#standings = undefined
  }

  /** Another generation takes the place of the live one, which is kept among the earlier. */
  succeed(next: Generation): void {
    this.#keepRings()
    const { live, earlier } = this.#callout
    this.#callout = { ...this.#callout, live: next, earlier: live === null ? earlier : [...earlier, live] }
    this.#rings.clear()
    for (const ring of next.rings) this.#rings.set(ring.person, ring)
    for (const ring of next.rings) for (const call of ring.calls) this.#make.set(call.key, call)
    this.#standings = undefined
  }

  track(index: number): Track | undefined {
    return this.live?.tracks[index]
  }

  setTrack(index: number, fields: Partial<Track>): void {
    const { live } = this.#callout
    if (live === null) return
    const tracks = live.tracks.map((track, at) => (at === index ? { ...track, ...fields } : track))
    this.#callout = { ...this.#callout, live: { ...live, tracks } }
  }

  ring(person: PersonId): Ring | undefined {
    return this.#rings.get(person)
  }

  setRing(ring: Ring): void {
    this.#rings.set(ring.person, ring)
    this.#dirty = true
  }

  /** Replaces an earlier generation, into which a receipt may still come. */
  setEarlier(generation: Generation): void {
    const earlier = this.#callout.earlier.map((one) => (one.number === generation.number ? generation : one))
    this.#callout = { ...this.#callout, earlier }
  }

  make(call: Call): void {
    this.#make.set(call.key, call)
  }

  drop(key: string): void {
    if (!this.#make.delete(key)) this.#drop.push(key)
  }

  log(line: Line<LedgerLine>): void {
    const { id, live } = this.#callout
    this.#ledger.push({
      at: this.now,
      callout: id,
      generation: live?.number ?? 0,
      ...line,
    } as LedgerLine)
  }

  /** The key is made unique to the call-out and its generation. */
  notice(key: string, notice: Omit<Notice, 'key' | 'callout' | 'at'>): void {
    const { id, live } = this.#callout
    const unique = [id, live?.number ?? 0, notice.kind, key].join('/')
    this.#notices.push({ key: unique, callout: id, at: this.now, ...notice })
  }

  outcome(): Outcome {
    this.#keepRings()
    const effects: Effects = {
      make: [...this.#make.values()],
      drop: this.#drop,
      ledger: this.#ledger,
      notices: this.#notices,
    }
    const quiet = this.#ledger.length === 0 && this.#notices.length === 0 && this.#drop.length === 0
    if (this.#callout === this.#before && quiet && this.#make.size === 0) {
      return { callout: this.#before, effects }
    }
    const callout = { ...this.#callout, revision: this.#before.revision + 1, seenAt: this.now }
    return { callout, effects }
  }

  #keepRings(): void {
    const { live } = this.#callout
    if (!this.#dirty || live === null) return
    this.#callout = { ...this.#callout, live: { ...live, rings: [...this.#rings.values()] } }
    this.#dirty = false
  }
}
