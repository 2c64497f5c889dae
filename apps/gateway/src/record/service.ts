import { setImmediate as turn } from 'node:timers/promises'
import type { DrillView, RecordView } from '@tocsin/contract'
import {
  areaContains,
  type Callout,
  CHANNEL_KINDS,
  type ChannelKind,
  figuresOf,
  type Instant,
  LEVELS,
  type Level,
  type Names,
  type Rule,
  recordOf,
  type Warning,
  type WarningEvent,
} from '@tocsin/core'
import type { CalloutStore, StoredCallout } from '../callout/store.ts'
import { viewOf } from '../callout/view.ts'
import type { Clock } from '../clock.ts'
import type { CalloutsService } from '../http/callout-services.ts'
import type { RecordsService } from '../http/record-services.ts'
import type { BacktestsService, HistoryService, RulesService, WarningsService } from '../http/services.ts'
import type { Log } from '../log.ts'
import { totalsOf } from '../people/household-totals.ts'
import type { People } from '../people/people.ts'
import { drillStart } from './drill-start.ts'
import { namesInFigures, namesOf, numbersOf } from './naming.ts'
import { endOf, seriesOf } from './series.ts'
import { Tallying } from './statistics.ts'

export interface RecordsOptions {
  readonly store: CalloutStore
  readonly callouts: CalloutsService
  readonly warnings: WarningsService
  readonly rules: RulesService
  readonly history: HistoryService
  readonly backtests: BacktestsService
  readonly people: People
  readonly names: () => Names
  /** Facts that a kind of channel can know; undefined: it is not set up. */
  readonly knows: (kind: ChannelKind) => readonly string[] | undefined
  readonly clock: Clock
  readonly log: Log
  /** Of the office. */
  readonly timeZone: string
}

/** Records of events, reports of drills, and statistics, made of what is kept whenever somebody asks. */
export function createRecordsService(options: RecordsOptions): RecordsService {
  const { store, warnings, rules, people, clock, timeZone } = options
  const { directory, areas } = people

  async function write(
    id: string,
    found: { warning: Warning; events: readonly WarningEvent[] } | null,
    stored: readonly StoredCallout[],
  ): Promise<RecordView> {
    const names = options.names()
    const record = recordOf({
      warning: found,
      callouts: stored.map(({ callout }) => ({ callout, ledger: store.ledger(callout.id) })),
    })
    const now = clock.now()
    const area = found?.warning.area ?? stored[0]?.callout.area ?? ''
    const subject = found?.warning.subject
    const [from, to] = [record.raisedAt ?? now, endOf(record.clearedAt, record.closedAt, now)]
    const series =
      subject === undefined ? null : await seriesOf(subject, from, Math.max(from, to), { ...options, names })
    const place = series?.name ?? both(names.area(area) ?? area)
    return {
      id,
      writtenAt: now,
      timeZone,
      warning: (found?.warning ?? null) as RecordView['warning'],
      rule: found === null ? null : ruleOf(found.warning),
      place,
      area,
      callouts: stored.map(viewOf),
      ...record,
      // Core's lists are read-only, the contract's are not.
      crossing: record.crossing as RecordView['crossing'],
      figures: figuresOf(record),
      series,
      households: householdsOf(area),
      knows: knownFacts(),
      names: namesOf(record, directory, areas),
    }
  }

  function ruleOf({ rule: { id, version } }: Warning): RecordView['rule'] {
    const saved = rules.versions(id).find((one) => one.version === version)?.rule
    return saved === undefined ? null : { version, text: rules.sentence(saved as Rule) }
  }

  function householdsOf(area: string): RecordView['households'] {
    const list = people.households.list(area, false)
    return list.length === 0 ? null : totalsOf(list)
  }

  function knownFacts(): RecordView['knows'] {
    return Object.fromEntries(
      CHANNEL_KINDS.flatMap((kind) => {
        const facts = options.knows(kind)
        return facts === undefined ? [] : [[kind, [...facts]]]
      }),
    )
  }

  async function ofCallout(id: string): Promise<RecordView | undefined> {
    const stored = store.get(id)
    if (stored === undefined) return undefined
    const { origin } = stored.callout
    // A warning's call-outs are one event.
    return origin.kind === 'warning' ? ofWarning(origin.warning) : write(id, null, [stored])
  }

  async function ofWarning(id: string): Promise<RecordView | undefined> {
    const found = warnings.get(id)
    return found && write(id, found, store.ofWarning(id))
  }

  function previousOf({ id, area, startedAt, simulated }: Callout): DrillView['previous'] {
    const earlier = store.exercisesBefore(startedAt, area)
    // What simulated people answer says nothing of real ones, nor the other way round.
    const same = earlier.find(
      ({ callout }) => callout.id !== id && (callout.simulated === true) === (simulated === true),
    )
    if (same === undefined) return null
    const { callout } = same
    const record = recordOf({ warning: null, callouts: [{ callout, ledger: store.ledger(callout.id) }] })
    return {
      id: callout.id,
      startedAt: callout.startedAt,
      simulated: callout.simulated === true,
      figures: figuresOf(record),
    }
  }

  return {
    ofWarning,
    ofCallout,

    async drill(id) {
      const stored = store.get(id)
      if (stored?.callout.exercise !== true) return undefined
      return { ...(await write(id, null, [stored])), previous: previousOf(stored.callout) }
    },

    startDrill(start, by) {
      const prepared = drillStart(options.backtests.get(start.backtest), start, {
        names: options.names(),
        zone: timeZone,
        areaOf: (path) => areas.all().findLast((area) => areaContains(area.path, path))?.path,
      })
      if (!prepared.ok) return prepared
      const begun = options.callouts.start(prepared.body, by)
      return begun.ok ? { ...begun, area: prepared.body.area } : begun
    },

    async statistics(from, to) {
      const tallying = new Tallying()
      for (const id of store.startedWithin(from, to)) {
        const stored = store.get(id)
        if (stored !== undefined) {
          const { callout } = stored
          tallying.add(recordOf(courseOf(callout)), callout)
        }
        // A call-out of hundreds of people is megabytes: judging goes on between two of them.
        await turn()
      }
      const figures = tallying.figures()
      return {
        from,
        to,
        timeZone,
        warnings: await warningsWithin(from, to),
        ...tallying.counts(),
        figures,
        names: namesInFigures(figures, directory, areas),
      }
    },

    fullContacts: (record) => numbersOf(record, directory),
  }

  function courseOf(callout: Callout) {
    const found = callout.origin.kind === 'warning' ? warnings.get(callout.origin.warning) : undefined
    return { warning: found ?? null, callouts: [{ callout, ledger: store.ledger(callout.id) }] }
  }

  async function warningsWithin(from: Instant, to: Instant) {
    const byLevel = Object.fromEntries(LEVELS.map((level) => [level, 0])) as Record<Level, number>
    let ofSensors = 0
    for (let before = to; ; ) {
      const page = warnings.list({ state: 'all', before, limit: PAGE })
      const within = page.filter(({ raisedAt }) => raisedAt >= from)
      for (const warning of within) {
        if (isOfSensor(warning)) ofSensors++
        else byLevel[warning.gravest]++
      }
      const last = page.at(-1)
      if (within.length < page.length || page.length < PAGE || last === undefined) break
      before = last.raisedAt
      await turn()
    }
    return { byLevel, ofSensors }
  }

  function isOfSensor({ rule: { id, version } }: Warning): boolean {
    const rule = rules.get(id) ?? rules.versions(id).find((one) => one.version === version)?.rule
    const kind = (rule as Rule | undefined)?.condition.kind
    return kind === 'absence' || kind === 'sensor-fault'
  }
}

/** Warnings looked at in one go. */
const PAGE = 500

function both(text: string): { zh: string; en: string } {
  return { zh: text, en: text }
}
