import {
  audit,
  type Callout,
  fillers,
  isFilled,
  isLive,
  isUndialled,
  isUnsent,
  nextAt,
  SEND_WINDOW,
  standings,
} from '@tocsin/core'
import { Box } from './box.ts'
import type { Case } from './case.ts'

/** So long things go on after the last happening: every plan of the county has come to its end, or round, by then. */
const CALM_MINUTES = 40

/**
 * Plays a case and says what of the promises did not hold; undefined when all did. I1: never two live call-outs for one warning. I2: no step is
 * missed, skipped or taken twice, and whoever it names is tried. I3: nothing unsent is kept for, and nothing is sent to, who has answered. I4: what nobody has dialled is no attempt, and waits once.
 */
export function broken(
  { happenings, ...given }: Case,
  watch: (box: Box) => void = () => {},
): string | undefined {
  const witness = new Witness()
  const box = new Box(given, (callout) => witness.sees(callout, box))
  watch(box)
  box.happen({ do: 'raise' })
  for (const happening of happenings) box.happen(happening)
  box.restart()
  const until = box.real + CALM_MINUTES * 60_000
  while (box.real < until) {
    box.calm(0)
    const live = box.store.all().filter(isLive)
    const times = live.map(nextAt).filter((time) => time !== null)
    const soonest = times.length === 0 ? box.now + 60_000 : Math.min(...times)
    box.calm(Math.min(60, Math.max(1, Math.ceil((soonest - box.now) / 1000))))
  }
  box.calm(0)
  witness.looksBack(box)
  return witness.complaint
}

/** Watches every commit and every sending. */
class Witness {
  complaint: string | undefined
  /** Real times since which a call must not be sent any more: `callout/generation`, or that and a person. */
  readonly #unwanted = new Map<string, number>()
  readonly #snapshots = new Map<string, string>()
  #sent = 0

  sees(callout: Callout, box: Box): void {
    this.#hearsOf(box)
    const { id, live, answers, state } = callout
    const same = box.store.all().filter((one) => isLive(one) && one.origin.kind === 'warning')
    if (same.length > 1) this.#complain(`I1: ${same.map((one) => one.id).join(' and ')} are live at once`)
    for (const earlier of callout.earlier) {
      this.#since(`${id}/${earlier.number}`, true, box.real)
      const kept = earlier.rings.flatMap(({ calls }) => calls).find(isUnsent)
      if (kept) this.#complain(`I3: ${kept.key} is kept although another generation has begun`)
    }
    if (live === null) return
    const fenced = `${id}/${live.number}`
    const ended = live.purpose === 'call' && state.kind !== 'running'
    this.#since(fenced, ended, box.real)
    const standing = standings(answers, live.number)
    for (const ring of live.rings) {
      const counts = standing.get(ring.person) === 'counts'
      if (live.purpose === 'call') this.#since(`${fenced}/${ring.person}`, counts, box.real)
      const unsent = ring.calls.filter(isUnsent)
      if (unsent.length > 0 && live.purpose === 'call' && (counts || ended)) {
        this.#complain(`I3: ${unsent[0]?.key} is kept although ${counts ? 'answered' : state.kind}`)
      }
      const isWaitedFor = live.tracks.some(
        ({ metAt, places }) => metAt === null && places.some((place) => fillers(place).includes(ring.person)),
      )
      if (unsent.length > 0 && live.purpose === 'call' && !isWaitedFor) {
        this.#complain(`I3: ${unsent[0]?.key} is kept although every village of ${ring.person} is met`)
      }
      const newest = ring.calls.filter(
        ({ step, loop, attempt }) => step === ring.step && loop === ring.loop && attempt === ring.attempt,
      )
      if (
        ring.state === 'over' &&
        live.purpose === 'call' &&
        newest.length > 0 &&
        newest.every(isUndialled)
      ) {
        this.#complain(`I4: ${newest[0]?.key} was given up, and nobody had dialled it`)
      }
      const inQueue = ring.calls.filter(isUndialled).map(({ channel }) => channel.id)
      if (new Set(inQueue).size < inQueue.length) this.#complain(`I4: ${ring.person} is in the queue twice`)
      for (const call of ring.calls) {
        // Reports move a call out of the outbox only by being sent: what the effects said and what the state says must agree.
        if (isUnsent(call) && !box.store.outbox.has(call.key)) this.#complain(`${call.key} was never made`)
      }
    }
    const plans = JSON.stringify(live.plans)
    if ((this.#snapshots.get(fenced) ?? plans) !== plans) this.#complain(`${fenced}: its plans changed`)
    this.#snapshots.set(fenced, plans)
  }

  looksBack(box: Box): void {
    this.#hearsOf(box)
    this.#stepsInOrder(box)
    this.#everybodyTried(box)
    const overdue = audit(box.store.all(), box.now)
    if (overdue.length > 0) this.#complain(`I2: overdue ${JSON.stringify(overdue)}`)
    for (const callout of box.store.all()) {
      if (callout.state.kind !== 'running') continue
      for (const { village, plan, step, loop, metAt } of callout.live?.tracks ?? []) {
        const steps = plan === null ? 0 : (callout.live?.plans[plan]?.steps.length ?? 0)
        if (metAt === null && step < steps - 1 && loop === 0) {
          this.#complain(`I2: ${callout.id} stands at step ${step} of ${steps} in ${village}`)
        }
      }
    }
  }

  #stepsInOrder({ store }: Box): void {
    const at = new Map<string, { step: number; loop: number }>()
    for (const line of store.ledger) {
      if (line.type !== 'step-due' && line.type !== 'step-empty') continue
      const key = `${line.callout}/${line.generation}/${line.village}`
      const before = at.get(key)
      const next = before === undefined ? line.step === 0 && line.loop === 0 : follows(line, before)
      if (!next) this.#complain(`I2: ${key} went from ${JSON.stringify(before)} to ${line.step}/${line.loop}`)
      at.set(key, { step: line.step, loop: line.loop })
    }
  }

  #everybodyTried({ store, provider }: Box): void {
    const tried = new Set(provider.sendings.map((one) => `${one.callout}/${one.generation}/${one.person}`))
    store.ledger.forEach((line, index) => {
      if (line.type !== 'step-due') return
      const after = store.ledger.slice(index)
      const over = after.some(
        (later) =>
          later.callout === line.callout &&
          (later.type === 'ended' ||
            (later.type === 'started' && later.generation > line.generation) ||
            (later.type === 'met' && later.generation === line.generation && later.village === line.village)),
      )
      // The same step, due again, may name others: who has gone off duty meanwhile is not called any more.
      const again = after.findLast(
        (later) =>
          later.type === 'step-due' &&
          later.callout === line.callout &&
          later.generation === line.generation &&
          later.village === line.village &&
          later.step === line.step,
      )
      const named = again?.type === 'step-due' ? again.persons : line.persons
      for (const person of over ? [] : line.persons.filter((one) => named.includes(one))) {
        const key = `${line.callout}/${line.generation}/${person}`
        const answers = store
          .read(line.callout)
          .answers.some((one) => one.person === person && one.generation === line.generation)
        const unreachable = store.notices.has(`${line.callout}/${line.generation}/unreachable/${person}`)
        if (
          !tried.has(key) &&
          !answers &&
          !unreachable &&
          !isStoodInFor(store.read(line.callout), line.village, person)
        )
          this.#complain(`I2: ${key} was due and never tried`)
      }
    })
  }

  #hearsOf({ provider, store }: Box): void {
    for (const { callout, generation, person, at, key } of provider.sendings.slice(this.#sent)) {
      for (const fence of [`${callout}/${generation}`, `${callout}/${generation}/${person}`]) {
        const since = this.#unwanted.get(fence)
        if (since !== undefined && at - since > SEND_WINDOW)
          this.#complain(`I3: ${key} sent ${at - since} ms after ${fence}`)
      }
      if (!store.outbox.has(key)) {
        // Dropped while a sender had it: within the window of the take.
        const dropped =
          this.#unwanted.get(`${callout}/${generation}`) ??
          this.#unwanted.get(`${callout}/${generation}/${person}`)
        if (dropped === undefined && !this.#droppedLately(store, callout, person))
          this.#complain(`${key} sent out of nowhere`)
      }
    }
    this.#sent = provider.sendings.length
  }

  /** A village's quorum may drop a person's calls without an answer of their own. */
  #droppedLately(store: Box['store'], callout: string, person: string): boolean {
    const { live, earlier } = store.read(callout)
    return [...earlier, ...(live ? [live] : [])].some(({ rings }) =>
      rings.some((ring) => ring.person === person && ring.calls.some(({ droppedAt }) => droppedAt !== null)),
    )
  }

  #since(fence: string, unwanted: boolean, real: number): void {
    if (!unwanted) this.#unwanted.delete(fence)
    else if (!this.#unwanted.has(fence)) this.#unwanted.set(fence, real)
  }

  #complain(complaint: string): void {
    this.complaint ??= complaint
  }
}

/** True when a deputy, or who had the duty before, has answered in the person's place. */
function isStoodInFor({ live, answers }: Callout, village: string, person: string): boolean {
  const standing = standings(answers, live?.number ?? 0)
  const track = live?.tracks.find((one) => one.village === village)
  return (track?.places ?? []).some((place) => fillers(place).includes(person) && isFilled(place, standing))
}

function follows(line: { step: number; loop: number }, before: { step: number; loop: number }): boolean {
  return line.loop === before.loop
    ? line.step === before.step + 1
    : line.loop === before.loop + 1 && line.step === 0
}
