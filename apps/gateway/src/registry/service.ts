import type { DatabaseSync } from 'node:sqlite'
import type { RejectionView, RuleVersion, StationView } from '@tocsin/contract'
import { compileRule, type Rule, type RuleDefinition, type Station } from '@tocsin/core'
import type { Clock } from '../clock.ts'
import type { Fault, Outcome, PersonActor, RegistryService } from '../http/services.ts'
import type { RulesHost } from '../rules/host.ts'
import type { Presence } from './presence.ts'
import type { Registry } from './registry.ts'

export interface RegistryServiceOptions {
  readonly database: DatabaseSync
  readonly registry: Registry
  readonly presence: Presence
  readonly host: RulesHost
  readonly clock: Clock
}

/** Stations and rules as HTTP sees them. Each change is a config entry in the journal; it is in force when the promise resolves. */
export function createRegistryService(options: RegistryServiceOptions): RegistryService {
  const { database, registry, presence, host, clock } = options
  const selectRejections = database.prepare(
    'SELECT * FROM rejections WHERE (? IS NULL OR station = ?) AND id < ? ORDER BY id DESC LIMIT ?',
  )
  const selectVersions = database.prepare('SELECT * FROM rule_versions WHERE rule = ? ORDER BY version DESC')

  // One change after another: two that both found an id free must not both take it.
  let last: Promise<unknown> = Promise.resolve()
  function inTurn<T>(work: () => Promise<T>): Promise<T> {
    const done = last.then(work, work)
    last = done.catch(() => {})
    return done
  }

  async function saveStation(station: Station, by: PersonActor): Promise<StationView> {
    await host.configure({ kind: 'station', station }, by)
    return presence.view(station.id) as StationView
  }

  async function saveRule(rule: Rule, by: PersonActor, reason?: string): Promise<Outcome<{ rule: Rule }>> {
    const faults = ruleFaults(rule, registry)
    if (faults.length > 0)
      return { ok: false, refusal: { kind: 'invalid', detail: 'The rule makes no sense', faults } }
    await host.configure({ kind: 'rule', rule, reason }, by)
    return { ok: true, rule }
  }

  return {
    stationViews: () => presence.views(),
    stationView: (id) => presence.view(id),
    station: (id) => registry.station(id),

    createStation: (body, by) =>
      inTurn(async () => {
        if (registry.station(body.id) !== undefined) {
          return { ok: false, refusal: { kind: 'exists', detail: `Station ${body.id} exists already` } }
        }
        // The secret first: without its station it opens nothing.
        const secret = registry.issueSecret(body.id, clock.now())
        return { ok: true, station: await saveStation(body as Station, by), secret }
      }),

    changeStation: (id, body, by) =>
      inTurn(async () => {
        if (registry.station(id) === undefined) return notFound(`No station ${id}`)
        return { ok: true, station: await saveStation({ ...body, id } as Station, by) }
      }),

    renewSecret: (id) =>
      inTurn(async () => {
        if (registry.station(id) === undefined) return notFound(`No station ${id}`)
        return { ok: true, secret: registry.issueSecret(id, clock.now()) }
      }),

    rejections: ({ station, before, limit }) =>
      selectRejections.all(
        station ?? null,
        station ?? null,
        before ?? Number.MAX_SAFE_INTEGER,
        limit,
      ) as unknown as RejectionView[],

    rules: () => registry.rules(),

    ruleVersions: (id) =>
      selectVersions.all(id).map(
        (row): RuleVersion => ({
          version: row['version'] as number,
          at: row['at'] as number,
          by: row['by_id'] as string,
          reason: row['reason'] as string | null,
          rule: JSON.parse(row['definition'] as string),
        }),
      ),

    createRule: (definition, by) => inTurn(() => saveRule(numbered(definition, nextRuleId(registry), 1), by)),

    changeRule: (id, definition, reason, by) =>
      inTurn(async () => {
        const before = registry.rule(id)
        if (before === undefined) return notFound(`No rule ${id}`)
        const state = definition.state ?? before.state
        return saveRule(numbered({ ...definition, state }, id, before.version + 1), by, reason)
      }),
  }
}

function notFound(detail: string): { ok: false; refusal: { kind: 'not-found'; detail: string } } {
  return { ok: false, refusal: { kind: 'not-found', detail } }
}

function numbered(definition: RuleDefinition, id: string, version: number): Rule {
  return { ...definition, id, version, state: definition.state ?? 'active' }
}

function nextRuleId(registry: Registry): string {
  const numbers = registry.rules().map(({ id }) => Number(/^rule-(\d+)$/.exec(id)?.[1] ?? 0))
  return `rule-${Math.max(0, ...numbers) + 1}`
}

/** What core says of the rule, and whether the datastreams it names exist. */
function ruleFaults(rule: Rule, registry: Registry): Fault[] {
  const compilation = compileRule(rule)
  const faults: Fault[] = compilation.ok ? [] : [...compilation.faults]
  for (const [index, datastream] of (rule.appliesTo.datastreams ?? []).entries()) {
    const slash = datastream.indexOf('/')
    const station = registry.station(datastream.slice(0, slash))
    if (station?.datastreams.some(({ name }) => name === datastream.slice(slash + 1)) === true) continue
    faults.push({
      path: `appliesTo.datastreams[${index}]`,
      message: `there is no datastream ${datastream}`,
      expected: 'the id of a registered datastream: station/name',
    })
  }
  return faults
}
