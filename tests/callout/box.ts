import {
  allClear,
  answered,
  begin,
  type Callout,
  cancel,
  cleared,
  close,
  due,
  endExercises,
  followed,
  isStale,
  type Level,
  leaving,
  levelLowered,
  levelRaised,
  type Outcome,
  type Plan,
  raisedAgain,
  receipt,
  release,
  type Start,
  stepped,
  take,
  villagesOf,
  type World,
} from '@tocsin/core'
import type { Case, Happening } from './case.ts'
import { AREAS, DESK, people, plans, roster } from './county.ts'
import { Provider, type Report } from './provider.ts'
import { Store } from './store.ts'

const START = 1_800_000_000_000
const AUTHORISED = ['fang']
/** One statement of a worker: between two of them anything may happen, and the worker may die. */
type Work = Generator<void, void, void>

/** Two processes over one store, each with a worker for what is due, one that sends, and what comes in from outside. */
export class Box {
  /** Real time, which no clock shows exactly. */
  real = START
  readonly store: Store
  readonly provider: Provider
  #offset = 0
  #tasks = 0
  #plans: readonly Plan[] = plans(0)
  #world: World
  #level: Level
  #processes: [Process, Process]

  constructor({ level, fates }: Pick<Case, 'level' | 'fates'>, onCommit: (callout: Callout) => void) {
    this.#level = level
    this.store = new Store(onCommit)
    this.provider = new Provider(fates)
    this.#world = {
      areas: AREAS,
      people: people(0),
      roster: roster(0, START),
      down: [],
      zone: 'Asia/Shanghai',
      trial: null,
    }
    this.#processes = [this.#process(), this.#process()]
  }

  get now(): number {
    return this.real + this.#offset
  }

  get world(): World {
    return this.#world
  }

  happen(happening: Happening): void {
    switch (happening.do) {
      case 'run':
        for (let count = 0; count < happening.statements; count++) this.#run(happening.worker)
        return
      case 'crash':
        this.#processes[happening.process] = this.#process()
        return
      case 'wait':
        this.real += happening.seconds * 1000
        return
      case 'provider':
        this.report(happening.pick, happening.again)
        return
      case 'answer':
        this.#each((callout) =>
          answered(callout, { person: happening.person, code: happening.code, via: 'sms' }, this.now),
        )
        return
      case 'raise':
        this.#task(this.#raise('warning'))
        return
      case 'exercise':
        this.#task(this.#raise('order'))
        return
      case 'level':
        this.#level = happening.level
        this.#each((callout) => {
          const raised = levelRaised(callout, this.#wanted(happening.move), this.now)
          return raised.callout === callout ? levelLowered(callout, happening.level, this.now) : raised
        })
        return
      case 'again':
        this.#each((callout) => raisedAgain(callout, this.#wanted(false), this.now))
        return
      case 'clear':
        this.#each((callout) => cleared(callout, this.now))
        return
      case 'close':
        this.#each((callout) => close(callout, this.now))
        return
      case 'cancel':
        this.#each((callout) => allowed(callout, cancel(callout, 'gao', this.now)))
        return
      case 'all-clear':
        this.#each((callout) => allowed(callout, allClear(callout, 'fang', this.now)))
        return
      case 'release':
        this.#each((callout) => allowed(callout, release(callout, 'fang', this.now)))
        return
      case 'plans':
        this.#plans = plans(happening.variant)
        return
      case 'people':
        this.#world = { ...this.#world, people: people(happening.variant) }
        return
      case 'roster':
        this.#world = { ...this.#world, roster: roster(happening.variant, START) }
        return
      case 'trial':
        this.#world = { ...this.#world, trial: happening.on ? { desk: DESK } : null }
        return
      case 'down':
        this.#world = { ...this.#world, down: happening.voice ? ['voice'] : [] }
        return
      case 'clock': {
        const by = happening.seconds * 1000
        const from = this.now
        this.#offset += by
        const to = this.now
        if (happening.told) this.#each((callout) => stepped(callout, from, to))
        return
      }
      default:
        happening satisfies never
    }
  }

  /** Everything that is going on is brought to its end, nothing new is begun, and a minute passes. */
  calm(seconds: number): void {
    for (const process of this.#processes) {
      for (const task of process.tasks.splice(0)) finish(task)
      finish(this.#work())
      finish(this.#send())
    }
    while (this.provider.reports.length > 0) {
      this.report(0, false)
      for (const process of this.#processes) for (const task of process.tasks.splice(0)) finish(task)
    }
    finish(this.#work())
    this.real += seconds * 1000
  }

  /** Both processes die, and the channels work again. */
  restart(): void {
    this.#processes = [this.#process(), this.#process()]
    this.#world = { ...this.#world, down: [] }
  }

  report(pick: number, again: boolean): void {
    const { reports } = this.provider
    const at = pick % Math.max(1, reports.length)
    const report = reports[at]
    if (report === undefined) return
    if (!again) reports.splice(at, 1)
    this.#task(this.#change(report.callout, (callout) => this.#reported(callout, report)))
  }

  #reported(callout: Callout, report: Report): Outcome {
    if ('fact' in report) return receipt(callout, report.key, report.fact, this.now)
    const { person, code, generation } = report
    return answered(callout, { person, code, generation, via: 'voice' }, this.now)
  }

  #run(worker: number): void {
    const process = this.#processes[worker % 2 === 0 ? 0 : 1]
    const kind = Math.floor(worker / 2) % 3
    if (kind === 2) {
      const [task] = process.tasks
      if (task?.next().done === true) process.tasks.shift()
      return
    }
    const running = kind === 0 ? process.due : process.sender
    if (running.next().done !== true) return
    if (kind === 0) process.due = this.#work()
    else process.sender = this.#send()
  }

  #process(): Process {
    return { due: this.#work(), sender: this.#send(), tasks: [] }
  }

  #task(task: Work): void {
    // What comes from outside reaches either process.
    this.#processes[this.#tasks++ % 2 === 0 ? 0 : 1].tasks.push(task)
  }

  #each(change: (callout: Callout) => Outcome): void {
    for (const id of this.store.ids()) this.#task(this.#change(id, change))
  }

  *#work(): Work {
    for (const id of this.store.ids()) {
      const callout = this.store.read(id)
      yield
      const outcome = due(callout, this.#world, this.now)
      yield
      this.store.replace(callout, outcome)
      yield
    }
  }

  *#send(): Work {
    const all = this.store.all()
    yield
    for (const bundle of leaving(all, { sms: { perMinute: 20, eachMs: 5000 } }, this.now)) {
      yield
      for (const { callout: id, key } of bundle.calls) {
        const callout = this.store.read(id)
        yield
        const since = this.real
        const taken = take(callout, key, this.now)
        if (!taken.ok) continue
        yield
        if (!this.store.replace(callout, taken)) continue
        yield
        // A sender measures its own time by a clock that nobody sets.
        if (isStale(0, this.real - since)) continue
        this.provider.send(taken.call, this.real)
        yield
        // What people are to telephone lies in their queue; it is made when one of them dials.
        const handed = taken.call.channel.kind === 'telephone' ? 'queued' : 'made'
        yield* this.#change(id, (newer) => receipt(newer, key, { type: handed }, this.now))
      }
    }
  }

  /** A change from outside: read, change, keep; from the beginning when somebody else was quicker. */
  *#change(id: string, change: (callout: Callout) => Outcome): Work {
    for (;;) {
      const callout = this.store.read(id)
      yield
      const outcome = followed(change(callout), (next) => due(next, this.#world, this.now))
      yield
      if (this.store.replace(callout, outcome)) return
      yield
    }
  }

  *#raise(kind: 'warning' | 'order'): Work {
    const callouts = this.store.all()
    yield
    const origin: Start['origin'] = kind === 'warning' ? { kind, warning: 'w' } : { kind, source: 'drill' }
    const earlier = callouts.filter((callout) => callout.origin.kind === kind)
    const start: Start = {
      ...this.#wanted(false),
      origin,
      area: 'lushan',
      exercise: kind === 'order',
      authorised: AUTHORISED,
      id: kind === 'order' ? `drill.${earlier.length}` : undefined,
    }
    const begun = begin(start, earlier, this.now)
    yield
    if (!begun.ok) return
    if (!this.store.insert(followed(begun, (next) => due(next, this.#world, this.now)))) return
    yield
    if (kind !== 'warning') return
    for (const id of this.store.ids()) {
      yield* this.#change(id, (callout) => endExercises([callout], this.now)[0] ?? followedByNothing(callout))
    }
  }

  #wanted(ordersMove: boolean) {
    return { level: this.#level, ordersMove, villages: villagesOf(AREAS, 'lushan'), plans: this.#plans }
  }
}

interface Process {
  due: Work
  sender: Work
  readonly tasks: Work[]
}

function finish(work: Work): void {
  while (work.next().done !== true);
}

function allowed(callout: Callout, outcome: { ok: boolean } | ({ ok: true } & Outcome)): Outcome {
  return 'callout' in outcome ? outcome : followedByNothing(callout)
}

function followedByNothing(callout: Callout): Outcome {
  return { callout, effects: { make: [], drop: [], ledger: [], notices: [] } }
}
