import { calls, type PlanBody, type Role, type RuleBody } from '@tocsin/contract'
import { MINUTE, SECOND } from '@tocsin/core'
import { ManualClock } from '@tocsin/gateway/clock'
import type { Config } from '@tocsin/gateway/config'
import { temporaryFolder } from './gateway-process.ts'
import { startGatewayUnderTest } from './gateway-under-test.ts'
import { Office } from './office.ts'
import { ReportingStation } from './station.ts'

/** 2026-07-01 22:00 in Shanghai. */
const NIGHT = Date.UTC(2026, 6, 1, 14)
const PASSWORD = 'a long pass phrase for tests'
export const VILLAGE = 'lushan/baihe/xincun'

export const AREAS = [
  { path: 'lushan', name: '庐山县', kind: 'county' },
  { path: 'lushan/baihe', name: '白河镇', kind: 'township' },
  { path: VILLAGE, name: '新村', kind: 'village' },
] as const

/** Yellow at 3.9 m, red at 4.5 m at the bridge of the village. */
export const RIVER: RuleBody = {
  name: '白河桥水位',
  appliesTo: { datastreams: ['bridge/level'] },
  response: '立即上堤巡查',
  condition: { kind: 'threshold', direction: 'above' },
  levels: { yellow: { raiseAt: 3.9, clearBelow: 3.7 }, red: { raiseAt: 4.5 } },
}

/** The village's watcher twice, a minute apart; after five minutes the township. */
export const PLAN: PlanBody = {
  name: '新村叫应',
  area: VILLAGE,
  levels: ['yellow', 'red'],
  gate: { kind: 'automatic' },
  steps: [
    {
      after: '0s',
      who: [{ role: '预警员', at: 'village' }],
      channels: 'in-turn',
      quorum: { kind: 'anyone' },
      attempts: 2,
      every: '1m',
    },
    {
      after: '5m',
      who: [{ role: '镇长', at: 'township' }],
      channels: 'in-turn',
      quorum: { kind: 'anyone' },
      attempts: 2,
      every: '1m',
    },
  ],
  loops: false,
}

type Outcome =
  | { kind: 'answered'; code: 'on-post' | 'cannot' | 'households-moved'; households?: number }
  | { kind: 'no-answer' | 'wrong-number' }

/** A village with a gauge at its bridge, a rule, a plan, and people to be called, on a gateway whose clock the test moves. */
export class CalledVillage {
  readonly clock = new ManualClock(NIGHT)
  readonly folder = temporaryFolder()
  /** Ids by name. */
  readonly persons: Record<string, string> = {}
  gateway!: Awaited<ReturnType<typeof startGatewayUnderTest>>
  admin!: Office
  engineer!: Office
  officer!: Office
  operator!: Office
  #settings: Partial<Config>
  #secret = ''

  private constructor(settings: Partial<Config>) {
    this.#settings = settings
  }

  static async open(settings: Partial<Config> = {}): Promise<CalledVillage> {
    const village = new CalledVillage(settings)
    village.gateway = await village.#start()
    village.admin = await Office.signIn(village.gateway.url)
    const roles: Record<string, Role> = { chen: 'engineer', zhou: 'duty-officer', sun: 'operator' }
    for (const [username, role] of Object.entries(roles)) {
      const body = { username, name: username, role, password: PASSWORD }
      await village.admin.call(calls.createUser, { body })
    }
    await village.#signIn()
    await village.engineer.call(calls.saveAreas, { body: { areas: [...AREAS] } })
    await village.enter('李小梅', '预警员', VILLAGE, '13900005678')
    await village.enter('刘镇长', '镇长', 'lushan/baihe', '13800001234')
    await village.enter('值班员', '值班', 'lushan', '13700008888')
    village.#secret = await village.admin.register({
      id: 'bridge',
      name: '白河桥',
      area: VILLAGE,
      datastreams: [{ name: 'level', property: 'water-level', unit: 'm', intervalMs: MINUTE, span: [0, 12] }],
    } as never)
    await village.admin.addRule(RIVER)
    await village.engineer.call(calls.createPlan, { body: PLAN })
    await village.admin.call(calls.setTrial, { body: { trial: null, reason: '试运行结束' } })
    return village
  }

  async close(): Promise<void> {
    await this.gateway.stop()
    this.folder.remove()
  }

  /** Stops the gateway, does something while it is down, and starts it again, by other settings if there are any. */
  async restart(settings: Partial<Config> = {}, meanwhile: () => void = () => {}): Promise<void> {
    await this.gateway.stop()
    meanwhile()
    this.#settings = { ...this.#settings, ...settings }
    this.gateway = await this.#start()
    await this.#signIn()
  }

  /** A person with a telephone. */
  async enter(name: string, role: string, area: string, number: string): Promise<void> {
    const channels = [{ kind: 'telephone' as const, address: number }]
    const body = { name, language: 'zh' as const, roles: [{ role, area }], channels }
    const { id } = await this.engineer.call(calls.createPerson, { body })
    this.persons[name] = id
  }

  /** The gauge at the bridge reports. */
  async level(metres: number): Promise<void> {
    const device = await ReportingStation.connect('bridge', this.#secret, this.gateway.mqttPort)
    await device.reports(this.clock.now(), { level: metres })
    await device.leaves()
    await this.gateway.settle()
  }

  /** Lets time pass second by second, as the gateway looks at it. */
  async pass(seconds: number): Promise<void> {
    for (let second = 0; second < seconds; second++) {
      this.clock.advance(SECOND)
      await new Promise((resolve) => setImmediate(resolve))
    }
  }

  async queue(): Promise<{ name: string; key: string; script: string }[]> {
    const { tasks } = await this.operator.call(calls.listTelephoneTasks, {})
    return tasks.map(({ name, key, script }) => ({ name, key, script }))
  }

  /** Who is to be telephoned. */
  async names(): Promise<string[]> {
    return (await this.queue()).map(({ name }) => name)
  }

  /** The newest call-out with its ledger. */
  async callout() {
    const { callouts } = await this.operator.call(calls.listCallouts, { query: {} })
    const [first] = callouts
    if (first === undefined) throw new Error('there is no call-out')
    return this.operator.call(calls.getCallout, { params: { id: first.id } })
  }

  /** An operator begins to dial: from now on it rings. */
  async dial(name: string): Promise<void> {
    const task = (await this.queue()).find((one) => one.name === name)
    if (task === undefined) throw new Error(`nobody is to telephone ${name}`)
    await this.operator.call(calls.takeTelephoneTask, { body: { key: task.key } })
  }

  /** An operator has telephoned somebody. */
  async outcome(name: string, outcome: Outcome): Promise<void> {
    const task = (await this.queue()).find((one) => one.name === name)
    if (task === undefined) throw new Error(`nobody is to telephone ${name}`)
    await this.operator.call(calls.enterTelephoneOutcome, { body: { key: task.key, outcome } })
  }

  #start(): ReturnType<typeof startGatewayUnderTest> {
    return startGatewayUnderTest(this.folder.path, { clock: this.clock, ...this.#settings })
  }

  async #signIn(): Promise<void> {
    this.admin = await Office.signIn(this.gateway.url)
    this.engineer = await Office.signIn(this.gateway.url, 'chen', PASSWORD)
    this.officer = await Office.signIn(this.gateway.url, 'zhou', PASSWORD)
    this.operator = await Office.signIn(this.gateway.url, 'sun', PASSWORD)
  }
}
