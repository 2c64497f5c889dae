import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { calls } from '@tocsin/contract'
import { Judge } from '@tocsin/core'
import { JournalReader, journalPath } from '@tocsin/gateway/journal/file'
import mqtt from 'mqtt'
import { expect, it } from 'vitest'
import { GatewayProcess, temporaryFolder } from '../rig/gateway-process.ts'
import { eventually, Office } from '../rig/office.ts'

const KILLS = Number(process.env['KILLS'] ?? 20)
const STATIONS = 20
/** How long the gateway lives before it is killed, at most, ms. */
const LONGEST_LIFE = 900
/** In service again after a kill, ms. */
const BACK_WITHIN = 3000

/** A station that publishes rising and falling levels, sends again what was not acknowledged, and keeps a ledger of what was. */
class LedgerStation {
  readonly id: string
  readonly acknowledged = new Map<number, number>()
  readonly #client: mqtt.MqttClient
  #stopped = false
  #step = 0

  constructor(id: string, secret: string, port: number) {
    this.id = id
    this.#client = mqtt.connect(`mqtt://127.0.0.1:${port}`, {
      clientId: id,
      username: id,
      password: secret,
      reconnectPeriod: 100,
      connectTimeout: 2000,
      // The ledger sends again by itself, with the reading's own time.
      queueQoSZero: false,
    })
    this.#client.on('error', () => {})
    this.#run().catch(() => {})
  }

  async #run(): Promise<void> {
    while (!this.#stopped) {
      this.#step++
      const ts = Date.now()
      const level = 3 + 2 * Math.sin(this.#step / 4 + this.id.length)
      await this.#deliver(ts, Math.round(level * 1000) / 1000)
      await new Promise((resolve) => setTimeout(resolve, 5))
    }
  }

  async #deliver(ts: number, level: number): Promise<void> {
    const payload = JSON.stringify({ ts, values: { level, rain: 0.2 } })
    while (!this.#stopped) {
      const done = await Promise.race([
        this.#client.publishAsync(`stations/${this.id}/readings`, payload, { qos: 1 }).then(
          () => true,
          () => false,
        ),
        new Promise<false>((resolve) => setTimeout(() => resolve(false), 3000)),
      ])
      if (done) {
        this.acknowledged.set(ts, level)
        return
      }
    }
  }

  async stop(): Promise<void> {
    this.#stopped = true
    await this.#client.endAsync(true)
  }
}

it(`loses no acknowledged reading and says no event twice over ${KILLS} × kill -9; the journal replayed says the same`, async () => {
  const folder = temporaryFolder()
  const gateway = new GatewayProcess({ dataDir: folder.path })
  const from = Date.now()
  await gateway.start()
  const office = await Office.signIn(gateway.url)
  const stations: LedgerStation[] = []
  const interval = { unit: 'm', intervalMs: 1000 }
  for (let number = 0; number < STATIONS; number++) {
    const id = `s${number}`
    const secret = await office.register({
      id,
      name: id,
      area: 'a/b',
      datastreams: [
        { name: 'level', property: 'water-level', ...interval, span: [0, 4.99] },
        { name: 'rain', property: 'rainfall', ...interval, unit: 'mm', form: 'increment' },
      ],
      latenessMs: 60_000,
    })
    stations.push(new LedgerStation(id, secret, gateway.mqttPort))
  }
  const scope = {
    appliesTo: { property: 'water-level' },
    condition: { kind: 'threshold', direction: 'above' },
  } as const
  await office.addRule({
    ...scope,
    name: 'high',
    levels: { yellow: { raiseAt: 4, clearBelow: 3.5 }, red: { raiseAt: 4.8 } },
  })
  await office.addRule({ ...scope, name: 'held', levels: { orange: { raiseAt: 3.5, for: '0.05s' } } })

  await office.addRule({
    name: 'rain',
    appliesTo: { property: 'rainfall' },
    condition: { kind: 'accumulation' },
    levels: { orange: { anyOf: { '1m': 5 } }, red: { anyOf: { '1m': 10 } } },
  })
  await office.addRule({
    name: 'silent',
    appliesTo: { area: 'a' },
    condition: { kind: 'absence' },
    levels: { blue: { after: '0.2s' } },
  })

  // An operator who takes over whatever is open, as often as the gateway lets them.
  let onDuty = true
  const operator = (async () => {
    while (onDuty) {
      const open = await office.openWarnings().catch(() => [])
      for (const { id } of open.filter(({ acknowledged }) => acknowledged === null).slice(0, 5)) {
        await office.acknowledge(id).catch(() => {})
      }
      await new Promise((resolve) => setTimeout(resolve, 50))
    }
  })()

  const back: number[] = []
  for (let kill = 0; kill < KILLS; kill++) {
    await new Promise((resolve) => setTimeout(resolve, Math.random() * LONGEST_LIFE))
    await gateway.kill()
    back.push(await gateway.start())
  }
  await new Promise((resolve) => setTimeout(resolve, 1000))
  for (const station of stations) await station.stop()
  onDuty = false
  await operator

  // Every acknowledged reading is in the history, with its value.
  const again = await Office.signIn(gateway.url)
  await eventually('the history to have everything', async () => {
    const { backlog } = await again.call(calls.getSite, {})
    return backlog.history === 0 && backlog.judge === 0 ? true : undefined
  })
  let ledger = 0
  const lost: string[] = []
  for (const station of stations) {
    const kept = new Map<number, number>()
    for (const { phenomenonTime, value } of await again.observations(
      `${station.id}/level`,
      from,
      Date.now() + 1000,
    )) {
      kept.set(phenomenonTime, value)
    }
    for (const [ts, level] of station.acknowledged) {
      ledger++
      if (kept.get(ts) !== level) lost.push(`${station.id} ${ts}`)
    }
  }
  expect(lost).toEqual([])
  expect(ledger).toBeGreaterThan(KILLS * STATIONS)

  // The whole journal, judged again from its first entry, gives the very events that were saved, each once.
  await gateway.stop()
  const reader = new JournalReader(journalPath(folder.path))
  const judge = new Judge()
  const replayed: string[] = []
  for (const { position, entry } of reader.entries(0, reader.bounds().newest)) {
    for (const { event } of judge.take(entry, position).events) replayed.push(JSON.stringify(event))
  }
  reader.close()
  const database = new DatabaseSync(join(folder.path, 'tocsin.db'), { readOnly: true })
  const saved = database
    .prepare('SELECT event FROM warning_events ORDER BY number')
    .all()
    .map((row) => row['event'])
  database.close()
  expect(saved.length).toBeGreaterThan(STATIONS)
  const types = new Set(saved.map((event) => (JSON.parse(String(event)) as { type: string }).type))
  for (const type of ['raised', 'raised-again', 'level-raised', 'cleared', 'acknowledged', 'closed'])
    expect(types).toContain(type)
  expect(saved).toEqual(replayed)

  console.log(
    `${ledger} acknowledged readings, ${saved.length} events, back in service after ${Math.round(Math.max(...back))} ms at most`,
  )
  expect(Math.max(...back)).toBeLessThan(BACK_WITHIN)
  folder.remove()
})
