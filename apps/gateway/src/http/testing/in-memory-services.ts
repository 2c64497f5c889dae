import { randomBytes } from 'node:crypto'
import type { Health, StationBody, StationView } from '@tocsin/contract'
import {
  compileRule,
  latenessOf,
  type Maintenance,
  namesFrom,
  type Rule,
  type RuleDefinition,
  ruleSentence,
  type Station,
  type StationId,
  type Table,
  tableFaults,
  type Warning,
  type WarningEvent,
} from '@tocsin/core'
import { type Calling, createCalling } from '../../callout/callout.ts'
import { type Clock, systemClock } from '../../clock.ts'
import { UnfitFile } from '../../history/duckdb-exchange.ts'
import type { StoredObservation } from '../../history/history.ts'
import { silentLog } from '../../log.ts'
import { createMapService } from '../../map/map-service.ts'
import { rainDatastreams } from '../../map/rain-datastreams.ts'
import { part } from '../../part.ts'
import { createPeople, type People } from '../../people/people.ts'
import { Vault } from '../../people/vault.ts'
import { createPlacesService } from '../../places/place-service.ts'
import { createRecordsService } from '../../record/service.ts'
import { openDatabase } from '../../registry/database.ts'
import { Speakers } from '../../registry/speakers.ts'
import { createScenarioService } from '../../scenarios/service.ts'
import type { Outcome, Refusal, Services } from '../services.ts'

const NO_NAMES = namesFrom({ zone: 'Asia/Shanghai', stations: [] })

/** A gateway without a journal: what is told it, it knows at once. For tests of what stands in front of one. */
export class InMemoryServices implements Services {
  readonly stations = new Map<StationId, Station>()
  readonly observed = new Map<string, StoredObservation[]>()
  readonly open = new Map<string, { warning: Warning; events: WarningEvent[] }>()
  #rules: Rule[] = []
  #health: Health = {
    status: 'ok',
    parts: { broker: part('ok', 'broker-serving', { stations: 2 }) },
  }
  #events = 0
  #works: Maintenance[] = []

  readonly registry: Services['registry'] = {
    stationViews: () => [...this.stations.values()].map(viewOf),
    stationView: (id) => {
      const station = this.stations.get(id)
      return station && viewOf(station)
    },
    station: (id) => this.stations.get(id),
    createStation: async (body) => {
      if (this.stations.has(body.id)) return refused({ kind: 'exists', detail: `Station ${body.id} exists` })
      this.stations.set(body.id, body as Station)
      return { ok: true, station: viewOf(body as Station), secret: 'station-secret' }
    },
    changeStation: async (id, body) => {
      if (!this.stations.has(id)) return refused({ kind: 'not-found', detail: `No station ${id}` })
      const station = { ...body, id } as Station
      this.stations.set(id, station)
      return { ok: true, station: viewOf(station) }
    },
    renewSecret: async (id) =>
      this.stations.has(id)
        ? { ok: true, secret: 'another-secret' }
        : refused({ kind: 'not-found', detail: `No station ${id}` }),
    deviceProfiles: () => [],
    exampleFrames: () => [],
    rejectedFrame: () => undefined,
    rejections: ({ limit }) =>
      [{ id: 7, at: 1, station: 'bridge', path: '', reason: 'not JSON', excerpt: '{', frame: null }].slice(
        0,
        limit,
      ),
  }

  readonly rules: Services['rules'] = {
    list: () => this.#rules,
    get: (id) => this.#rules.find((rule) => rule.id === id),
    versions: () => [],
    deleted: () => [],
    create: async (definition) => this.#saveRule(definition, `rule-${this.#rules.length + 1}`, 1),
    change: async (id, definition) => {
      const before = this.rules.get(id)
      if (before === undefined) return refused({ kind: 'not-found', detail: `No rule ${id}` })
      const outcome = await this.#saveRule(definition, id, before.version + 1)
      return outcome.ok ? { ...outcome, changed: true } : outcome
    },
    setState: async (id, state) => {
      const before = this.rules.get(id)
      if (before === undefined) return refused({ kind: 'not-found', detail: `No rule ${id}` })
      return this.#saveRule({ ...before, state }, id, before.version + 1)
    },
    revert: async (id, version) =>
      refused({ kind: 'not-found', detail: `Rule ${id} has no version ${version}` }),
    remove: async (id) => {
      this.#rules = this.#rules.filter((rule) => rule.id !== id)
      return { ok: true }
    },
    sentence: (rule) => ({ zh: ruleSentence(rule, 'zh', NO_NAMES), en: ruleSentence(rule, 'en', NO_NAMES) }),
    faults: (rule) => {
      const compilation = compileRule(rule)
      return compilation.ok ? [] : [...compilation.faults]
    },
    evaluations: () => [],
    shadow: () => [],
    coverage: () => ({ coverage: [], uncovered: [] }),
    isBlank: () => this.#rules.length === 0,
    broken: () => [],
  }

  #tables: Table[] = []

  readonly tables: Services['tables'] = {
    list: () =>
      this.#tables.map(({ id, version, name, kind, rows }) => ({
        id,
        version,
        name,
        kind,
        rows: rows.length,
        rules: [],
      })),
    get: (id) => {
      const table = this.#tables.find((one) => one.id === id)
      return table && { table, versions: [] }
    },
    create: async (definition) => {
      const faults = tableFaults(definition)
      if (faults.length > 0) {
        return refused({ kind: 'invalid', detail: 'The table makes no sense', faults })
      }
      const table: Table = { ...definition, id: `table-${this.#tables.length + 1}`, version: 1 }
      this.#tables = [...this.#tables, table]
      return { ok: true, table }
    },
    change: async (id) => refused({ kind: 'not-found', detail: `No table ${id}` }),
    revert: async (id) => refused({ kind: 'not-found', detail: `No table ${id}` }),
    remove: async (id) => refused({ kind: 'in-use', detail: `${id} is used` }),
    readFile: async () => ({ table: null, faults: [], notes: [] }),
    writeFile: async () => undefined,
  }

  readonly scenarios = createScenarioService()

  /** The real ones, on a database that lives in memory and under a key that nobody keeps. */
  readonly registers: People
  readonly people: Services['people']
  readonly households: Services['households']
  readonly roster: Services['roster']
  readonly calling: Calling
  readonly callouts: Services['callouts']
  readonly records: Services['records']
  readonly channels: Services['channels']
  readonly answerLinks: Services['answerLinks']
  readonly replies: Services['replies']
  readonly speakers: Services['speakers']
  readonly places: Services['places']
  readonly map: Services['map']
  readonly announcing: Services['announcing'] = {
    announce: async (id, { text }) =>
      id === 'square'
        ? { ok: true, said: text }
        : refused({ kind: 'not-found', detail: `No loudspeaker ${id}` }),
  }
  readonly flows: Services['flows'] = {
    view: () => ({
      state: 'off',
      since: 0,
      nextAt: null,
      ends: 0,
      lastEnd: null,
      memory: null,
      processor: null,
      busyForMs: null,
    }),
    restart: () => refused({ kind: 'not-now', detail: 'flows are switched off' }),
  }

  /** `dataDir`: where tiles are kept and map files lie, in the tests that have any. */
  constructor(
    clock: Clock = systemClock,
    { dataDir = '/nowhere', tileHosts = [] }: { dataDir?: string; tileHosts?: string[] } = {},
  ) {
    const database = openDatabase(':memory:')
    const vault = new Vault([randomBytes(32)])
    const speakers = new Speakers({ database, clock, publish: () => {}, disconnect: () => {} })
    this.registers = createPeople({
      database,
      vault,
      clock,
      timeZone: 'Asia/Shanghai',
      stations: () => [...this.stations.values()],
      openWarnings: () => this.warnings.list({ state: 'open', limit: 1000 }),
    })
    this.people = this.registers.people
    this.households = this.registers.households
    this.roster = this.registers.roster
    this.calling = createCalling({
      database,
      people: this.registers,
      clock,
      log: silentLog,
      timeZone: 'Asia/Shanghai',
      rules: () => this.#rules,
      names: () => NO_NAMES,
      authorised: () => [],
      personOf: () => undefined,
      userName: () => undefined,
      screens: { users: () => [], show: () => 0, stir() {} },
      channels: [],
      vault,
      publicUrl: undefined,
      speakers: () => speakers.line(),
    })
    this.callouts = this.calling.service
    this.records = createRecordsService({
      store: this.calling.store,
      callouts: this.callouts,
      knows: (kind) => this.calling.knows(kind),
      // Fields below the constructor are there before it runs.
      warnings: this.warnings,
      rules: this.rules,
      history: this.history,
      backtests: this.backtests,
      people: this.registers,
      names: () => NO_NAMES,
      clock,
      log: silentLog,
      timeZone: 'Asia/Shanghai',
    })
    this.channels = this.calling.channels
    this.replies = this.calling.replies
    this.answerLinks = this.calling.answerLinks
    this.speakers = speakers.service
    this.places = createPlacesService({ database, clock })
    this.map = createMapService({
      database,
      dataDir,
      clock,
      log: silentLog,
      vault,
      history: this.history,
      tileHosts,
      diskLow: () => false,
      liveCallouts: () => this.calling.store.list(200).map(({ callout }) => callout),
      rainDatastreams: () => rainDatastreams([...this.stations.values()]),
    })
  }

  readonly warnings: Services['warnings'] = {
    list: () => [...this.open.values()].map(({ warning }) => warning),
    get: (id) => this.open.get(id),
    acknowledge: async (id, note, by) => {
      const found = this.open.get(id)
      if (found === undefined) return refused({ kind: 'not-found', detail: `No warning ${id}` })
      const { warning } = found
      if (warning.state === 'closed') return refused({ kind: 'closed', at: warning.closedAt ?? 0 })
      if (warning.acknowledged?.by === by.id) return { ok: true, changed: false }
      if (warning.acknowledged) {
        return refused({ kind: 'acknowledged-by-another', acknowledged: warning.acknowledged })
      }
      const acknowledged = { by: by.id, name: by.name, at: 1000, level: warning.level, note }
      this.open.set(id, { ...found, warning: { ...warning, acknowledged } })
      return { ok: true, changed: true }
    },
    note: async (id, note, by) => {
      const found = this.open.get(id)
      if (found === undefined) return refused({ kind: 'not-found', detail: `No warning ${id}` })
      found.events.push({ id: `e${++this.#events}`, at: 1000, by, type: 'note', note })
      return { ok: true }
    },
    close: async (id) => {
      const found = this.open.get(id)
      if (found === undefined) return refused({ kind: 'not-found', detail: `No warning ${id}` })
      this.open.set(id, { ...found, warning: { ...found.warning, state: 'closed', closedAt: 2000 } })
      return { ok: true }
    },
    shelve: async (id, until, note, by) => {
      const found = this.open.get(id)
      if (found === undefined) return refused({ kind: 'not-found', detail: `No warning ${id}` })
      const shelved = { until, by: by.id, name: by.name, note }
      this.open.set(id, { ...found, warning: { ...found.warning, shelved } })
      return { ok: true }
    },
    maintenance: () => this.#works,
    orderMaintenance: async ({ scope, until, note }, by) => {
      this.#works = [...this.#works, { scope, since: 1000, until, by, note }]
      return { ok: true }
    },
    missedPeaks: () => [],
  }

  readonly history: Services['history'] = {
    observations: async (datastream, { from, to }, limit) =>
      (this.observed.get(datastream) ?? [])
        .filter(({ phenomenonTime }) => from <= phenomenonTime && phenomenonTime < to)
        .slice(0, limit),
    buckets: async (_datastream, { from, to }) => [{ from, to, min: 1, mean: 2, max: 3, count: 4, sum: 8 }],
    latest: async ({ from, to }) =>
      [...this.observed].flatMap(([datastream, all]) => {
        const last = all.findLast((one) => from <= one.phenomenonTime && one.phenomenonTime < to)
        return last === undefined ? [] : [[datastream, last]]
      }),
    sums: async (datastreams, { from, to }) =>
      datastreams.map((datastream) => {
        const within = (this.observed.get(datastream) ?? []).filter(
          ({ phenomenonTime }) => from <= phenomenonTime && phenomenonTime < to,
        )
        return [datastream, { mm: within.reduce((sum, { value }) => sum + value, 0), count: within.length }]
      }),
    writeFile: async () => Promise.reject(new UnfitFile('there is no history here')),
    readFile: async () => Promise.reject(new UnfitFile('there is no history here')),
    newFile: () => ({ path: '/dev/null', remove: () => {} }),
    daily: async (_wanted, bounds) =>
      new TextEncoder().encode(JSON.stringify({ days: bounds, datastreams: [] })),
    flagged: async () => [],
  }

  readonly backtests: Services['backtests'] = {
    start: () => refused({ kind: 'busy', detail: 'Too many back-tests wait already' }),
    list: () => [],
    get: () => undefined,
    cancel: () => undefined,
  }

  readonly county: Services['county'] = {
    list: () => [],
    create: async ({ id }) =>
      refused({ kind: 'exists', detail: `There is a hydrology database ${id} already` }),
    change: async (id) => noCounty(id),
    remove: async (id) => noCounty(id),
    test: async (id) => noCounty(id),
    stations: async (id) => noCounty(id),
    adopt: async (id) => noCounty(id),
  }

  readonly imports: Services['imports'] = {
    list: () => [],
    get: () => undefined,
    create: () => refused({ kind: 'not-now', detail: 'No room for a file' }),
    upload: async (id) => refused({ kind: 'not-found', detail: `No import ${id}` }),
    cancel: async (id) => refused({ kind: 'not-found', detail: `No import ${id}` }),
  }

  readonly outgoing: Services['outgoing'] = {
    list: () => [],
    create: async ({ id }) => refused({ kind: 'exists', detail: `There is a target ${id} already` }),
    change: async (id) => noTarget(id),
    remove: async (id) => noTarget(id),
    test: async (id) => noTarget(id),
    log: (id) => noTarget(id),
    settle: (id) => noTarget(id),
  }

  readonly manual: Services['manual'] = {
    list: () => [],
    enter: async (id) => refused({ kind: 'not-found', detail: `No station ${id}` }),
    links: () => [],
    createLink: ({ person }) => refused({ kind: 'not-found', detail: `No person ${person}` }),
    removeLink: (id) => refused({ kind: 'not-found', detail: `No link ${id}` }),
    page: () => ({ status: 404, html: '' }),
    submit: async () => ({ status: 404, html: '' }),
  }

  readonly annotations: Services['annotations'] = {
    list: () => [],
    write: (id) => refused({ kind: 'not-found', detail: `No station ${id}` }),
    remove: (id) => refused({ kind: 'not-found', detail: `No note ${id}` }),
  }

  readonly box: Services['box'] = {
    blindSpots: async () => ({ at: 1000, villages: [] }),
    warnings: () => ({ open: [], over: [] }),
    summary: () => ({ villages: 0, cannot: 0, soon: 0, open: 0, unacknowledged: 0 }),
    acknowledge() {},
  }

  readonly ingest: Services['ingest'] = {
    authenticate: (station) => this.stations.has(station),
    take: async () => ({ ok: true, readings: 1, rejections: [] }),
  }

  refusedConnections = () => []
  readonly demonstration: Services['demonstration'] = {
    view: () => ({ state: 'off', detail: '', hindrance: 'not-installed', moments: [] }),
    set: () => refused({ kind: 'in-use', detail: 'There are stations' }),
  }
  readonly zone: Services['zone'] = { set: () => ({ ok: true, startsAnew: false }) }
  listeners = () => ({ listeners: [], strangers: [] })
  strangerFrame = () => undefined
  health = () => this.#health
  pipeline: Services['pipeline'] = () => ({
    at: 1000,
    startedAt: 0,
    stages: [],
    machine: {
      eventLoop: part('ok', 'loop-well', { delayMs: 1 }),
      disk: part('ok', 'disk-free', { mebibytes: 1 }),
      clock: part('ok', 'clock-well'),
      residentBytes: 1,
      cores: null,
    },
  })
  site: Services['site'] = () => ({
    timeZone: 'Asia/Shanghai',
    now: 1000,
    version: '0.1.0',
    startedAt: 0,
    demo: false,
    mqtt: { host: '127.0.0.1', port: 1883, tlsPort: null },
    counts: { readings: 0, rejected: 0, duplicates: 0, stations: this.stations.size },
    backlog: { judge: 0, history: 0 },
  })
  metrics = () => '# TYPE tocsin_readings_total counter\ntocsin_readings_total 0\n'

  breakDown(): void {
    this.#health = {
      status: 'down',
      parts: { journal: part('down', 'journal-refusing', { detail: 'the disk is full' }) },
    }
  }

  async #saveRule(definition: RuleDefinition, id: string, version: number): Promise<Outcome<{ rule: Rule }>> {
    const rule: Rule = { ...definition, id, version, state: definition.state ?? 'active' }
    const compilation = compileRule(rule)
    if (!compilation.ok) {
      return refused({ kind: 'invalid', detail: 'The rule makes no sense', faults: [...compilation.faults] })
    }
    this.#rules = [...this.#rules.filter((other) => other.id !== id), rule]
    return { ok: true, rule }
  }
}

/** A river gauge and a rain gauge at one bridge. */
export const BRIDGE: StationBody = {
  id: 'bridge',
  name: '白河桥',
  area: 'lushan/xincun',
  datastreams: [
    { name: 'level', property: 'water-level', unit: 'm', intervalMs: 300_000, span: [0, 12] },
    { name: 'rain', property: 'rainfall', unit: 'mm', intervalMs: 300_000, form: 'increment' },
  ],
}

/** A yellow warning at the bridge that nobody has yet. */
export const HIGH_WATER: Warning = {
  id: 'w1',
  rule: { id: 'rule-1', version: 1, name: 'River at the bridge' },
  subject: 'bridge/level',
  area: 'lushan/xincun',
  state: 'open',
  level: 'yellow',
  gravest: 'yellow',
  raisedAt: 500,
  clearedAt: null,
  closedAt: null,
  acknowledged: null,
  needsConfirmation: false,
  dataLostSince: null,
  suppression: null,
  shelved: null,
  flapping: false,
  evidence: { readings: [{ phenomenonTime: 500, value: 3.996, flag: 'good' }], windows: {} },
}

/** What raised it. */
export const RAISED: WarningEvent = {
  id: 'w1:1',
  at: 500,
  by: { kind: 'rule', id: 'rule-1', version: 1 },
  type: 'raised',
  level: 'yellow',
  reason: 'threshold',
  ruleVersion: 1,
  reading: { phenomenonTime: 500, value: 3.996 },
}

export function viewOf(station: Station): StationView {
  return {
    ...(station as StationBody),
    latenessMs: latenessOf(station),
    latest: {},
    connected: false,
    lastSeenAt: null,
    faults: [],
    counts: { readings: 0, duplicates: 0, rejected: 0 },
  }
}

function noTarget(id: string): { ok: false; refusal: Refusal } {
  return refused({ kind: 'not-found', detail: `No outgoing target ${id}` })
}

function noCounty(id: string): { ok: false; refusal: Refusal } {
  return refused({ kind: 'not-found', detail: `No hydrology database ${id}` })
}

function refused(refusal: Refusal): { ok: false; refusal: Refusal } {
  return { ok: false, refusal }
}
