import { join } from 'node:path'
import { FLOWS_PATH, type Health, type StrangerFrameView } from '@tocsin/contract'
import { type JudgeSnapshot, namesFrom, type Rule } from '@tocsin/core'
import { type Access, createAccess } from './access/access.ts'
import { createAnnotations } from './annotations/annotations.ts'
import { createBacktestJobs } from './backtest/jobs.ts'
import { createBacktestsService } from './backtest/service.ts'
import { createBox } from './box/box.ts'
import { Hearing } from './box/hearing.ts'
import { createSiteZone } from './box/site-zone.ts'
import { type Broker, type BrokerLimits, createBroker } from './broker/broker.ts'
import { createCalling } from './callout/callout.ts'
import { createEmailChannel } from './channels/email.ts'
import { type Clock, systemClock } from './clock.ts'
import type { Config } from './config.ts'
import { createCounty } from './county/county.ts'
import { takeDataFolder } from './data-folder.ts'
import { noDemonstration } from './demonstration/none.ts'
import { Disk } from './disk.ts'
import { DiskForecast } from './disk-forecast.ts'
import { createAnnouncing } from './flows/announcing.ts'
import { createFlows } from './flows/flows.ts'
import type { ProcessLimits } from './flows/node-red-process.ts'
import { assessHealth } from './health.ts'
import { createHistoryService } from './history/history-service.ts'
import type { DemonstrationService } from './http/demonstration-service.ts'
import { createHttpServer } from './http/server.ts'
import type { PersonActor, Services } from './http/services.ts'
import { createImports } from './imports/imports.ts'
import { Journal } from './journal/journal.ts'
import { documentOfTopic } from './listeners/documents.ts'
import { createIngest } from './listeners/ingest.ts'
import type { ListenerLimits } from './listeners/limits.ts'
import { createListeners, type Listeners } from './listeners/listeners.ts'
import { readProfiles } from './listeners/profiles.ts'
import { createLive } from './live/live.ts'
import type { Log } from './log.ts'
import { createManual } from './manual/manual.ts'
import { createMapService } from './map/map-service.ts'
import { rainDatastreams } from './map/rain-datastreams.ts'
import { Requests } from './meters/requests.ts'
import { SelfWatch } from './meters/self-watch.ts'
import { renderMetrics } from './metrics.ts'
import { createOutgoing } from './outgoing/outgoing.ts'
import { createPeople, openVault, reportLostKeys } from './people/people.ts'
import { createPipeline } from './pipeline.ts'
import { createPlacesService } from './places/place-service.ts'
import { createRecordsService } from './record/service.ts'
import { openDatabase } from './registry/database.ts'
import { Presence } from './registry/presence.ts'
import { Registry } from './registry/registry.ts'
import { createRegistryService } from './registry/service.ts'
import { Speakers } from './registry/speakers.ts'
import { takingTurns } from './registry/turns.ts'
import { Retention } from './retention.ts'
import { createCheckpoint } from './rules/checkpoint.ts'
import { RulesHost } from './rules/host.ts'
import { ruleFaults } from './rules/rule-faults.ts'
import { createRulesService } from './rules/service.ts'
import { createScenarioService } from './scenarios/service.ts'
import { type Closing, startInOrder } from './start-order.ts'
import { createTablesService } from './tables/service.ts'
import { VERSION } from './version.ts'
import { createWarningsService } from './warnings/service.ts'

export interface GatewayOptions {
  readonly config: Config
  readonly log: Log
  /** Tests move a manual one. */
  readonly clock?: Clock
  /** The built console; absent: HTTP serves the API alone. */
  readonly consoleDir?: string | undefined
  /** The package `apps/flows`, to be run where the configuration switches flows on. */
  readonly flowsDir?: string | undefined
  readonly flowsLimits?: Partial<ProcessLimits> | undefined
  readonly brokerLimits?: Partial<BrokerLimits>
  readonly listenerLimits?: Partial<ListenerLimits> | undefined
  /** The switch of the demonstration; absent: there is none. */
  readonly demonstration?: DemonstrationService
  /** Stops this gateway and starts another on the same data; absent: a restart is somebody else's to do. */
  readonly startAnew?: () => void
  /** Something that cannot be mended from within: the process is to end and be started again. */
  readonly onBroken: (error: Error) => void
}

/** A running gateway. */
export interface Gateway {
  readonly httpPort: number
  readonly mqttPort: number
  readonly services: Services
  readonly access: Access
  readonly broker: Broker
  readonly listeners: Listeners
  /** Set on the very first start when no password was given: to be shown once. */
  readonly firstPassword: string | undefined
  /** Resolves when all that was acknowledged so far is judged and saved. */
  settle(): Promise<void>
  stop(): Promise<void>
}

/** Live call-outs come first in their list; more than these at once no office can follow. */
const MOST_LIVE = 200

/** Composes the stages and starts them. A start that fails leaves nothing running. */
export async function startGateway(options: GatewayOptions): Promise<Gateway> {
  const closings: Closing[] = []
  const stop = async () => {
    for (const close of closings.splice(0).reverse()) await close()
  }
  try {
    const gateway = await compose(options, closings)
    return Object.assign(gateway, { stop })
  } catch (error) {
    await stop()
    throw error
  }
}

async function compose(options: GatewayOptions, closings: Closing[]): Promise<Omit<Gateway, 'stop'>> {
  const { log, onBroken } = options
  const clock = options.clock ?? systemClock
  const { dataDir } = options.config
  const startedAt = clock.now()
  closings.push(takeDataFolder(dataDir))

  // What lasts
  const database = openDatabase(join(dataDir, 'tocsin.db'))
  closings.push(() => database.close())
  const zone = createSiteZone({
    database,
    clock,
    first: options.config.timeZone,
    isDemonstration: options.config.demo,
    startAnew: options.startAnew,
  })
  const config = { ...options.config, timeZone: zone.inForce }
  const checkpoint = createCheckpoint(database)
  const journal = new Journal({ dataDir, clock, log })
  // The judge and the registry know the same stations and rules: read once, kept once.
  const { host, registry } = takeUp(checkpoint.load())
  function takeUp(saved: JudgeSnapshot) {
    return {
      host: new RulesHost({ journal, checkpoint, clock, log }, saved),
      registry: new Registry(database, saved, readProfiles(config.profilesDir, log)),
    }
  }
  const history = createHistoryService({
    dataDir,
    influx: config.influx,
    keeping: config.keeping,
    log,
    onBroken,
  })

  // What is known
  const presence = new Presence(registry, host.judge)
  const access = createAccess({
    database,
    clock,
    log,
    isPerson: (id) => people.directory.person(id) !== undefined,
  })
  const disk = new Disk({
    dataDir,
    log,
    reservedBytes: config.reservedBytes,
    onShort: (reason) => journal.refuseReadings('disk', reason),
  })
  const forecast = new DiskForecast({ database, disk, reservedBytes: config.reservedBytes, clock })

  // The edges
  const broker = createBroker({
    bind: config.bind,
    port: config.mqttPort,
    ...(config.tls ? { tls: { ...config.tls, port: config.mqttTlsPort } } : {}),
    clock,
    log,
    limits: options.brokerLimits ?? {},
    authenticate: (station, secret) => registry.authenticate(station, secret),
    accept: (frame, done) => pipeline.accept(frame, done),
    takes: (station, topic) => {
      const kind = documentOfTopic(station, topic)
      return kind !== undefined && documents.mayBring(station, kind.protocol)
    },
    onConnection: (station, connected) => {
      presence.connected(station, connected)
      pipeline.tellStation(station)
    },
    onSlowed: (station, readingsPerSecond) => {
      if (presence.slowed(station, readingsPerSecond, clock.now())) pipeline.tellStation(station)
    },
    speakers: {
      authenticate: (speaker, secret) => speakers.authenticate(speaker, secret),
      connected: (speaker, connected) => speakers.connected(speaker, connected),
      said: (speaker, payload) => speakers.said(speaker, payload),
    },
  })
  const speakers = new Speakers({
    database,
    clock,
    publish: (speaker, body) => broker.publishToSpeaker(speaker, body),
    disconnect: (speaker) => broker.disconnectSpeaker(speaker),
  })
  const listeners = createListeners({
    bind: config.bind,
    ports: config.listeners,
    devices: registry.devices,
    database,
    clock,
    log,
    limits: options.listenerLimits,
    keep: (entry, done) => pipeline.keep(entry, done),
    heard: (station, at) => presence.noticed(station, at),
    onConnection: (station, connected) => {
      presence.connected(station, connected)
      pipeline.tellStation(station)
    },
  })
  const { documents } = listeners
  const backtestJobs = createBacktestJobs({
    database: join(dataDir, 'tocsin.db'),
    scan: (request) => history.scan(request),
    clock,
    log,
  })
  const inTurn = takingTurns()
  const registryService = createRegistryService({ database, registry, presence, host, clock, inTurn })
  const { timeZone } = config
  const areaNames = () => new Map(people.areas.all().map(({ path, name }) => [path, name]))
  const rules = createRulesService({ database, registry, host, clock, inTurn, timeZone, areas: areaNames })
  const warnings = createWarningsService(database, host)
  const vault = openVault(dataDir, log)
  const county = createCounty({
    database,
    vault,
    devices: registry.devices,
    delivery: listeners.delivery,
    registry: registryService,
    clock,
    log,
    onStation: (station, connected) => listeners.onStation(station, connected),
  })
  const people = createPeople({
    database,
    vault,
    clock,
    timeZone,
    stations: () => registry.stations(),
    openWarnings: () => warnings.list({ state: 'open', limit: 1000 }),
  })
  reportLostKeys(people, log)
  const manual = createManual({
    database,
    clock,
    log,
    zone: timeZone,
    publicUrl: config.publicUrl,
    keep: (entry, done) => pipeline.keep(entry, done),
    stations: () => registry.stations(),
    station: (id) => registry.station(id),
    latest: (datastream) => host.judge.latest(datastream),
    areas: () => people.areas.all(),
    person: (id) => people.directory.person(id),
    nameOf: (id) => people.directory.nameOf(id),
    personOf: (user) => access.users.get(user)?.person,
    lines: () => calling.lines,
  })
  const names = () =>
    namesFrom({
      zone: timeZone,
      stations: registry.stations(),
      rules: registry.rules(),
      tables: registry.tables(),
      areas: areaNames(),
    })
  const calling = createCalling({
    database,
    people,
    clock,
    log,
    timeZone,
    rules: () => registry.rules(),
    names,
    authorised: () =>
      access.users
        .list()
        .filter(({ role }) => role === 'duty-officer' || role === 'administrator')
        .map(({ username }) => username),
    personOf: (user) => access.users.get(user)?.person,
    userName: (user) => access.users.get(user)?.name,
    screens: {
      users: () => live.users(),
      show: (notice, callFor) => live.call((user) => callFor(notice, user)),
      stir: () => live.desk(),
    },
    isDemonstration: config.demo,
    channels: config.smtp === undefined ? [] : [createEmailChannel({ ...config.smtp, clock, log })],
    listening: (listener) => box.listening(listener),
    watchers: manual.texts,
    vault,
    publicUrl: config.publicUrl,
    speakers: () => speakers.line(),
  })
  const backtests = createBacktestsService(backtestJobs, () => ({
    stations: registry.stations(),
    rules: registry.rules(),
    tables: registry.tables(),
    version: (id, version) =>
      rules.versions(id).find((one) => one.version === version)?.rule as Rule | undefined,
    faultsOf: (rule, drafted) => ruleFaults(rule, registry, drafted),
    now: clock.now(),
    zone: config.timeZone,
  }))
  const records = createRecordsService({
    store: calling.store,
    callouts: calling.service,
    knows: (kind) => calling.knows(kind),
    warnings,
    rules,
    history,
    backtests,
    people,
    names,
    clock,
    log,
    timeZone,
  })
  const health = (): Health => assessHealth(watched)
  const hearing = new Hearing({ clock, consoles: () => live.consoles() })
  const box = createBox({
    database,
    clock,
    log,
    config,
    judge: () => host.judge,
    registry,
    presence,
    people,
    calling,
    openWarnings: () => warnings.list({ state: 'open', limit: 1000 }),
    health,
    findings: (open) => [...forecast.findings(), ...hearing.findings(open)],
    onChange: (summary) => live.box(summary),
  })
  const flows = createFlows({
    flowsDir: config.flows ? options.flowsDir : undefined,
    dataDir,
    timeZone,
    limits: { memory: config.flowsMemoryBytes, ...options.flowsLimits },
    access,
    log,
    openDoor: () => http.openDoor((server) => live.attach(server)),
  })
  const outgoing = createOutgoing({
    database,
    vault,
    clock,
    log,
    exercise: () => config.demo || calling.service.settings().trial !== null,
    areaOf: (station) => registry.station(station)?.area,
  })
  const imports = createImports({
    database,
    dataDir,
    take: (brought) => history.take(brought),
    units: () =>
      new Map(
        registry
          .stations()
          .flatMap(({ id, datastreams }) =>
            datastreams.map(({ name, unit }) => [`${id}/${name}`, unit] as const),
          ),
      ),
    full: () => (disk.short ? 'the disk is full' : undefined),
    clock,
    log,
  })
  const watched = {
    flows,
    outgoing,
    broker,
    listeners,
    county,
    journal,
    host,
    history,
    live: { stats: () => live.stats() },
    disk,
    forecast,
    calloutFault: () => calling.fault(),
    box,
    hearing,
    eventLoop: { part: () => self.eventLoop.part() },
    clockPart: () => self.clockPart(),
  }
  const requests = new Requests()
  const openWarnings = () => warnings.list({ state: 'open', limit: 1000 }).length
  const services: Services = {
    registry: {
      ...registryService,
      async renewSecret(id, by: PersonActor) {
        const outcome = await registryService.renewSecret(id, by)
        if (outcome.ok) broker.disconnect(id)
        return outcome
      },
    },
    rules,
    tables: createTablesService({ database, registry, host, inTurn }),
    warnings,
    people: people.people,
    households: people.households,
    roster: people.roster,
    callouts: calling.service,
    channels: calling.channels,
    replies: calling.replies,
    answerLinks: calling.answerLinks,
    demonstration: options.demonstration ?? noDemonstration(config.demo),
    zone,
    speakers: speakers.service,
    announcing: createAnnouncing({
      clock,
      speaker: (id) => speakers.service.list().find((one) => one.id === id),
      publish: (id, command) => speakers.line().publish(id, command, new AbortController().signal),
      onTrial: () => calling.service.settings().trial !== null,
      calling: () => calling.service.list({ limit: 50 }).some(({ state }) => state.kind === 'running'),
    }),
    flows: flows.service,
    history,
    places: createPlacesService({ database, clock }),
    map: createMapService({
      database,
      dataDir,
      clock,
      log,
      vault,
      history,
      tileHosts: config.tileHosts,
      diskLow: () => disk.low,
      liveCallouts: () => calling.store.list(MOST_LIVE).map(({ callout }) => callout),
      pastCallouts: (from, to) => calling.store.courses(from, to, MOST_LIVE),
      rainDatastreams: () => rainDatastreams(registry.stations()),
    }),
    backtests,
    records,
    scenarios: createScenarioService(),
    box: box.service,
    consoles: () => live.consoles(),
    county: county.service,
    imports: imports.service,
    outgoing: outgoing.service,
    manual: manual.service,
    annotations: createAnnotations({
      database,
      clock,
      station: (id) => registry.station(id),
      onChange: (id) => live.annotations(id),
    }),
    ingest: createIngest({
      documents,
      clock,
      authenticate: (station, secret) => registry.authenticate(station, secret),
      profile: (station) => registry.profile(station),
      keep: (entry, done) => pipeline.keep(entry, done),
    }),
    refusedConnections: () => broker.recentlyRefused(),
    listeners: () => ({ listeners: listeners.views(), strangers: listeners.strangers() }),
    strangerFrame: (who) => listeners.strangerFrame(who) as StrangerFrameView | undefined,
    health,
    pipeline: () => self.view(),
    site: () => ({
      timeZone: config.timeZone,
      now: clock.now(),
      version: VERSION,
      startedAt,
      demo: config.demo,
      mqtt: { host: config.bind, port: broker.port, tlsPort: broker.tlsPort },
      counts: {
        readings: host.counts.readings,
        rejected: host.counts.rejected,
        duplicates: host.counts.duplicates,
        stations: registry.stations().length,
      },
      backlog: { judge: host.backlog, history: history.backlog().history ?? 0 },
    }),
    metrics: () =>
      renderMetrics({
        ...watched,
        startedAt,
        calling,
        decoded: pipeline.decoded,
        requests,
        self,
        openWarnings,
      }),
  }
  const http = await createHttpServer({
    services,
    access,
    log,
    bind: config.bind,
    port: config.httpPort,
    ...(config.tls ? { tls: config.tls } : {}),
    ...(options.consoleDir ? { consoleDir: options.consoleDir } : {}),
    editor: flows.editor,
    onUpgrade: {
      '/mqtt': (request, socket, head) => broker.upgrade(request, socket, head),
      [`${FLOWS_PATH}comms`]: flows.editor.upgrade,
    },
    onAnswered: (status, seconds) => requests.note(status, seconds),
  })
  const live = createLive({ server: http.server, access, clock, log, services, desk: calling.desk })
  const pipeline = createPipeline({
    registry,
    presence,
    journal,
    host,
    history,
    live,
    calling,
    documents,
    outgoing,
    devicesChanged: () => {
      listeners.devicesChanged()
      county.devicesChanged()
    },
  })
  const self = new SelfWatch({
    watched,
    calling,
    decoded: pipeline.decoded,
    requests,
    openWarnings,
    stations: () => registry.stations(),
    judge: () => host.judge,
    health,
    clock,
    log,
    startedAt,
  })
  const retention = new Retention({ journal, host, history, disk, database, clock, log })

  const firstPassword = await access.ensureFirstUser(config.adminPassword)
  await startInOrder(
    {
      backtestJobs,
      box,
      broker,
      calling,
      clock,
      county,
      disk,
      flows,
      forecast,
      history,
      host,
      http,
      imports,
      isBlank: () => rules.isBlank(),
      journal,
      listeners,
      live,
      log,
      manual,
      outgoing,
      pipeline,
      registry,
      retention,
      self,
    },
    closings,
  )
  log.info('gateway.started', { http: http.port, mqtt: broker.port, ...listeners.ports(), dataDir })

  return {
    get httpPort() {
      return http.port
    },
    get mqttPort() {
      return broker.port
    },
    services,
    access,
    broker,
    listeners,
    firstPassword,
    settle: () => host.settle(),
  }
}
