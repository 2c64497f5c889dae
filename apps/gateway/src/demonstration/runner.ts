import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { DemonstrationView } from '@tocsin/contract'
import { createAccess } from '../access/access.ts'
import { systemClock } from '../clock.ts'
import type { Config } from '../config.ts'
import { takeDataFolder } from '../data-folder.ts'
import { type Gateway, type GatewayOptions, startGateway } from '../gateway.ts'
import type { DemonstrationService } from '../http/demonstration-service.ts'
import type { PersonActor } from '../http/services.ts'
import { openDatabase } from '../registry/database.ts'
import { demonstrationConfig } from './config.ts'
import { clearRemains, hasDemonstration, makeDemonstration, removeDemonstration } from './folder.ts'
import { DemonstrationStations, stationsProgram } from './stations.ts'

/** The answer to whoever switched is on its way before the gateway stops. */
const AFTER_THE_ANSWER = 100
const TOKEN_NAME = 'demonstration'
const SYSTEM = { kind: 'machine', id: 'system', name: 'system', role: 'administrator', grant: '' } as const

export type RunnerOptions = Omit<GatewayOptions, 'demonstration' | 'startAnew'>

/**
 * Runs the gateway: over the box's own data or, while the demonstration is on, over the demonstration's, which lie in a folder of their own
 * inside. Only one of them runs, on the same ports. A box with stations stays what it is: nothing real is ever stopped for a demonstration.
 */
export class Runner {
  readonly #options: RunnerOptions
  #config: Config
  #gateway: Gateway | undefined
  #stations: DemonstrationStations | undefined
  /** The box's own folder stays taken while its gateway does not run. */
  #letGo: (() => void) | undefined
  #switching: Promise<void> | undefined
  #stopped = false
  #failure = ''
  #firstPassword: string | undefined

  constructor(options: RunnerOptions) {
    this.#options = options
    this.#config = options.config
  }

  /** The one that runs now. */
  get gateway(): Gateway {
    if (this.#gateway === undefined) throw new Error('no gateway runs')
    return this.#gateway
  }

  get #dataDir(): string {
    return this.#config.dataDir
  }

  async start(): Promise<void> {
    clearRemains(this.#dataDir)
    if (this.#config.beginsWithDemonstration && isNew(this.#dataDir)) await this.#begin()
    if (hasDemonstration(this.#dataDir)) await this.#startDemonstration()
    else await this.#startOwn()
    const { httpPort, mqttPort, broker } = this.gateway
    // Where it is found after a switch.
    this.#config = {
      ...this.#config,
      httpPort,
      mqttPort,
      mqttTlsPort: broker.tlsPort ?? this.#config.mqttTlsPort,
    }
  }

  /** A new box whose first start is the demonstration: it has its first user, and nothing else. */
  async #begin(): Promise<void> {
    const { log, clock = systemClock } = this.#options
    const letGo = takeDataFolder(this.#dataDir)
    const database = openDatabase(join(this.#dataDir, 'tocsin.db'))
    try {
      const access = createAccess({ database, clock, log })
      this.#firstPassword = await access.ensureFirstUser(this.#config.adminPassword)
      access.audit.write(SYSTEM.id, 'switchDemonstration', 'demonstration', { on: true })
    } finally {
      database.close()
      letGo()
    }
    makeDemonstration(this.#dataDir)
  }

  /** Of the very first start, when it had to be made up: to be shown once. */
  get firstPassword(): string | undefined {
    return this.#firstPassword ?? this.gateway.firstPassword
  }

  async stop(): Promise<void> {
    this.#stopped = true
    await this.#switching
    await this.#close()
  }

  /** Resolves when a switch that is under way is done. */
  async settled(): Promise<void> {
    await this.#switching
  }

  async #close(): Promise<void> {
    await this.#stations?.stop()
    this.#stations = undefined
    await this.#gateway?.stop()
    this.#gateway = undefined
    this.#letGo?.()
    this.#letGo = undefined
  }

  async #startOwn(): Promise<void> {
    this.#gateway = await startGateway({
      ...this.#options,
      config: this.#config,
      demonstration: this.#service(false),
      startAnew: () => this.#startAnew(),
    })
  }

  async #startDemonstration(): Promise<void> {
    const { log } = this.#options
    this.#letGo = takeDataFolder(this.#dataDir)
    const config = demonstrationConfig(this.#config)
    const gateway = await startGateway({ ...this.#options, config, demonstration: this.#service(true) })
    this.#gateway = gateway
    const program = stationsProgram()
    if (program === undefined) return
    const { tokens } = gateway.access
    for (const { id } of tokens.list().filter(({ name }) => name === TOKEN_NAME)) tokens.revoke(id, SYSTEM)
    const { token } = tokens.create({ name: TOKEN_NAME, role: 'administrator' }, SYSTEM)
    const host = hostOf(config.bind)
    this.#stations = new DemonstrationStations(
      program,
      {
        url: `${config.tls ? 'https' : 'http'}://${host}:${gateway.httpPort}`,
        mqtt: `mqtt://${host}:${gateway.mqttPort}`,
        token,
        file: join(config.dataDir, 'stations.json'),
      },
      log,
    )
    this.#stations.start()
  }

  #service(on: boolean): DemonstrationService {
    const view = () => this.#view(on)
    return {
      view,
      set: (wanted, by) => {
        if (this.#switching !== undefined || this.#stopped) {
          return { ok: false, refusal: { kind: 'busy', detail: 'It is being switched' } }
        }
        if (wanted === on) return { ok: true, view: view() }
        const { hindrance } = view()
        if (wanted && hindrance !== null) {
          return { ok: false, refusal: { kind: 'in-use', detail: HINDRANCES[hindrance] } }
        }
        this.#switching = this.#switch(wanted, by).finally(() => {
          this.#switching = undefined
        })
        return { ok: true, view: { ...view(), state: wanted ? 'starting' : 'off' } }
      },
    }
  }

  #view(on: boolean): DemonstrationView {
    if (on) {
      const running = this.#stations?.view ?? {
        state: 'failed',
        detail: 'the simulated stations are not installed',
        moments: [],
      }
      return { ...running, hindrance: null }
    }
    return { state: 'off', detail: this.#failure, hindrance: this.#hindrance(), moments: [] }
  }

  #hindrance(): DemonstrationView['hindrance'] {
    if (stationsProgram() === undefined) return 'not-installed'
    const { services } = this.gateway
    if (services.registry.stationViews().length > 0) return 'has-stations'
    const [live] = services.callouts.list({ limit: 1 })
    return live !== undefined && ['held', 'waiting', 'running'].includes(live.state.kind)
      ? 'callout-running'
      : null
  }

  /** The same box once more, for what is read only at its start. */
  #startAnew(): void {
    if (this.#switching !== undefined || this.#stopped) return
    const { log, onBroken } = this.#options
    const restart = async () => {
      await new Promise((resolve) => setTimeout(resolve, AFTER_THE_ANSWER))
      log.info('gateway.starting-anew', {})
      await this.#close()
      await this.#startOwn()
    }
    this.#switching = restart()
      .catch((error: unknown) => onBroken(error instanceof Error ? error : new Error(String(error))))
      .finally(() => {
        this.#switching = undefined
      })
  }

  async #switch(on: boolean, by: PersonActor): Promise<void> {
    const { log, onBroken } = this.#options
    await new Promise((resolve) => setTimeout(resolve, AFTER_THE_ANSWER))
    log.info('demonstration.switching', { on, by: by.id })
    try {
      await this.#close()
      if (on) {
        try {
          makeDemonstration(this.#dataDir)
          await this.#startDemonstration()
          this.#failure = ''
          return
        } catch (error) {
          this.#failure = error instanceof Error ? error.message : String(error)
          log.error('demonstration.failed', { detail: this.#failure })
          await this.#close()
        }
      }
      if (hasDemonstration(this.#dataDir)) removeDemonstration(this.#dataDir)
      await this.#startOwn()
      // That it was begun stands there already; what the demonstration wrote down is gone with it.
      this.gateway.access.audit.write(by.id, 'switchDemonstration', 'demonstration', { on: false })
    } catch (error) {
      onBroken(error instanceof Error ? error : new Error(String(error)))
    }
  }
}

const HINDRANCES: Readonly<Record<NonNullable<DemonstrationView['hindrance']>, string>> = {
  'has-stations': 'This box has stations of its own; a demonstration would keep their readings out',
  'callout-running': 'People are being called; a demonstration would break that off',
  'not-installed': 'The simulated stations are not installed here',
}

const isNew = (dataDir: string) => !existsSync(join(dataDir, 'tocsin.db'))

/** Where a process of the same machine finds what is bound there. */
function hostOf(bind: string): string {
  const host = bind === '0.0.0.0' || bind === '::' ? '127.0.0.1' : bind
  return host.includes(':') ? `[${host}]` : host
}
