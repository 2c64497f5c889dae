import type { DatabaseSync } from 'node:sqlite'
import type { ChangeView, DeletedRule, RuleVersion } from '@tocsin/contract'
import {
  type AreaPath,
  differences,
  evaluationText,
  type Names,
  namesFrom,
  type Rule,
  type RuleDefinition,
  type RuleId,
  type RuleState,
  ruleSentence,
  type Warning,
  type WarningEvent,
} from '@tocsin/core'
import type { Clock } from '../clock.ts'
import type { Outcome, PersonActor, RulesService } from '../http/services.ts'
import type { Registry } from '../registry/registry.ts'
import type { InTurn } from '../registry/turns.ts'
import type { RulesHost } from './host.ts'
import { levelLacked, levelsOf, namedBy, ruleFaults } from './rule-faults.ts'

export interface RulesServiceOptions {
  readonly database: DatabaseSync
  readonly registry: Registry
  readonly host: RulesHost
  readonly clock: Clock
  readonly inTurn: InTurn
  /** Of the office, for texts. */
  readonly timeZone: string
  /** What areas are called, for texts. */
  readonly areas: () => ReadonlyMap<AreaPath, string>
}

/** Kinds that say something about a sensor or a link, not about a hazard: alone they do not watch a datastream. */
const NOT_HAZARDS = ['absence', 'sensor-fault']

/** Rules as HTTP sees them. Each change is a config entry in the journal; it is in force when the promise resolves. */
export function createRulesService(options: RulesServiceOptions): RulesService {
  const { database, registry, host, clock, inTurn, timeZone } = options
  const selectVersions = database.prepare('SELECT * FROM rule_versions WHERE rule = ? ORDER BY version')
  const selectIds = database.prepare('SELECT DISTINCT rule FROM rule_versions')
  const selectDeleted = database.prepare(
    `SELECT newest.definition, deletions.at, deletions.by_id, deletions.reason
     FROM deletions JOIN rule_versions AS newest ON newest.rule = deletions.id
     WHERE deletions.kind = 'rule'
       AND newest.version = (SELECT max(version) FROM rule_versions WHERE rule = newest.rule)
     ORDER BY deletions.at DESC, deletions.id`,
  )
  const selectShadows = database.prepare(
    'SELECT warning FROM shadow_warnings WHERE rule = ? AND raised_at < ? ORDER BY raised_at DESC, id LIMIT ?',
  )
  const selectShadowEvents = database.prepare(
    'SELECT event FROM shadow_events WHERE warning = ? ORDER BY number',
  )

  function names(): Names {
    const stations = registry.stations()
    return namesFrom({
      zone: timeZone,
      stations,
      rules: registry.rules(),
      tables: registry.tables(),
      areas: options.areas(),
    })
  }

  /** Ids are never given again: old warnings name them. */
  function nextId(): RuleId {
    const numbers = selectIds.all().map((row) => Number(/^rule-(\d+)$/.exec(row['rule'] as string)?.[1] ?? 0))
    return `rule-${Math.max(0, ...numbers) + 1}`
  }

  async function save(
    rule: Rule,
    by: PersonActor,
    reason: string | undefined,
    activates: boolean,
    putAway = false,
  ): Promise<Outcome<{ rule: Rule }>> {
    const needed = neededBy(rule)
    if (needed !== undefined) return { ok: false, refusal: { kind: 'in-use', detail: needed } }
    // Whatever has become of what it names, a rule can be put away.
    const faults = putAway ? [] : ruleFaults(rule, registry)
    if (activates && (rule.response ?? '').trim() === '') {
      faults.push({
        path: 'response',
        message: 'a rule that wakes people must say what is to be done',
        expected: 'what to do when it fires (处置建议)',
      })
    }
    if (faults.length > 0) {
      return { ok: false, refusal: { kind: 'invalid', detail: 'The rule makes no sense', faults } }
    }
    await host.configure({ kind: 'rule', rule, reason }, by)
    return { ok: true, rule }
  }

  /** Which rules in force would wait in vain for this one as it is to be; undefined when none. */
  function neededBy(rule: Rule): string | undefined {
    if (registry.rule(rule.id)?.state === 'draft') return undefined
    const levels = levelsOf(rule, registry)
    const users = registry
      .rules()
      .filter((one) => one.state !== 'draft' && namedBy(one).includes(rule.id))
      .filter((one) => rule.state === 'draft' || levelLacked(rule.id, levels, one) !== undefined)
    if (users.length === 0) return undefined
    const what = rule.state === 'draft' ? 'a draft, which never fires' : 'a level that it no longer has'
    return `${users.map(({ name }) => `"${name}"`).join(', ')} would wait for ${what}`
  }

  function versions(id: RuleId): RuleVersion[] {
    let before: unknown
    const found = selectVersions.all(id).map((row): RuleVersion => {
      const rule = JSON.parse(row['definition'] as string)
      const changes = before === undefined ? [] : withoutVersion(differences(before, rule))
      before = rule
      return {
        version: row['version'] as number,
        at: row['at'] as number,
        by: row['by_id'] as string,
        reason: row['reason'] as string | null,
        rule,
        changes,
      }
    })
    return found.reverse()
  }

  function deleted(): DeletedRule[] {
    return selectDeleted.all().map((row) => ({
      rule: JSON.parse(row['definition'] as string),
      deleted: {
        at: row['at'] as number,
        by: row['by_id'] as string,
        reason: row['reason'] as string,
      },
    }))
  }

  return {
    list: () => registry.rules(),
    get: (id) => registry.rule(id),
    versions,

    create: (definition, by) =>
      inTurn(() => {
        const state = definition.state ?? 'active'
        // By the contract a rule posted without a state is active as it comes; whoever says "active" must say what to do.
        return save(
          { ...definition, id: nextId(), version: 1, state },
          by,
          undefined,
          definition.state === 'active',
        )
      }),

    deleted,

    change: (id, definition, reason, by, baseVersion) =>
      inTurn(async () => {
        const before = registry.rule(id)
        if (before === undefined) return notFound(id)
        if (baseVersion !== undefined && baseVersion !== before.version) return overtaken(before)
        const state = definition.state ?? before.state ?? 'active'
        const rule: Rule = { ...definition, id, version: before.version + 1, state }
        if (isSame(before, rule)) return { ok: true, rule: before, changed: false }
        const outcome = await save(rule, by, reason, state === 'active')
        return outcome.ok ? { ...outcome, changed: true } : outcome
      }),

    setState: (id: RuleId, state: RuleState, reason: string, by: PersonActor) =>
      inTurn(async () => {
        const before = registry.rule(id)
        if (before === undefined) return notFound(id)
        if (before.state === state) return { ok: true, rule: before }
        const rule: Rule = { ...before, version: before.version + 1, state }
        return save(rule, by, reason, state === 'active', state === 'draft')
      }),

    revert: (id, version, reason, by) =>
      inTurn(async () => {
        const before = registry.rule(id)
        const earlier = versions(id).find((one) => one.version === version)
        if (before === undefined) return notFound(id)
        if (earlier === undefined) {
          return { ok: false, refusal: { kind: 'not-found', detail: `Rule ${id} has no version ${version}` } }
        }
        const definition = earlier.rule as RuleDefinition
        const state = definition.state ?? 'active'
        const rule: Rule = { ...definition, id, version: before.version + 1, state }
        return save(rule, by, reason, state === 'active' && before.state !== 'active')
      }),

    remove: (id, reason, by) =>
      inTurn(async () => {
        if (registry.rule(id) === undefined) return notFound(id)
        const users = registry.rules().filter((rule) => namedBy(rule).includes(id))
        if (users.length > 0) {
          const detail = `${users.map(({ name }) => `"${name}"`).join(', ')} would lose what they refer to`
          return { ok: false, refusal: { kind: 'in-use', detail } }
        }
        await host.configure({ kind: 'rule-deleted', rule: id, reason }, by)
        return { ok: true }
      }),

    sentence(rule) {
      const known = names()
      return { zh: ruleSentence(rule, 'zh', known), en: ruleSentence(rule, 'en', known) }
    },

    faults: (rule) => ruleFaults({ ...rule, id: '', version: 0 }, registry),

    evaluations(id) {
      const known = names()
      const now = clock.now()
      return host.judge.explain(id, now).map((evaluation) => ({
        ...evaluation,
        text: {
          zh: evaluationText(evaluation, 'zh', known, now),
          en: evaluationText(evaluation, 'en', known, now),
        },
      }))
    },

    shadow: ({ id, before, limit }) =>
      selectShadows.all(id, before ?? Number.MAX_SAFE_INTEGER, limit).map((row) => {
        const warning = JSON.parse(row['warning'] as string) as Warning
        const events = selectShadowEvents.all(warning.id)
        return { warning, events: events.map((one) => JSON.parse(one['event'] as string) as WarningEvent) }
      }),

    coverage() {
      const coverage = host.judge.coverage()
      const uncovered = coverage
        .filter(
          ({ rules }) => !rules.some(({ mode, kind }) => mode === 'active' && !NOT_HAZARDS.includes(kind)),
        )
        .map(({ datastream }) => datastream)
      return { coverage, uncovered }
    },

    isBlank: () => selectIds.get() === undefined,
    broken: () => host.judge.brokenRules,
  }
}

function notFound(id: RuleId): { ok: false; refusal: { kind: 'not-found'; detail: string } } {
  return { ok: false, refusal: { kind: 'not-found', detail: `No rule ${id}` } }
}

/** Nothing is different but the number of the version. */
export function isSame(before: object, after: object): boolean {
  return withoutVersion(differences(before, after)).length === 0
}

/** Why what was made from an earlier version is not saved over this one. */
export function overtaken({ version }: { readonly version: number }): {
  ok: false
  refusal: { kind: 'changed-meanwhile'; detail: string }
} {
  const detail = `Version ${version} is the newest by now; nothing was saved`
  return { ok: false, refusal: { kind: 'changed-meanwhile', detail } }
}

/** That a version has another number is no difference. */
export function withoutVersion(found: ReturnType<typeof differences>): ChangeView[] {
  return found.filter(({ path }) => path !== 'version') as ChangeView[]
}
