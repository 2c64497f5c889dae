import mqtt from 'mqtt'
import type { Office } from '../rig/office.ts'

/** The datastreams of a `LedgerStation`. */
export const LEDGER_STREAMS = [
  {
    name: 'level',
    property: 'water-level',
    unit: 'm',
    intervalMs: 1000,
    span: [0, 4.99] as [number, number],
  },
  { name: 'rain', property: 'rainfall', unit: 'mm', intervalMs: 1000, form: 'increment' as const },
]

/** A station that publishes rising and falling levels, sends again what was not acknowledged, and keeps a ledger of what was. */
export class LedgerStation {
  readonly id: string
  /** By phenomenonTime: the level that was acknowledged. */
  readonly acknowledged = new Map<number, number>()
  /** The longest that an acknowledgement took, ms. */
  slowest = 0
  readonly #client: mqtt.MqttClient
  #stopped = false
  #step = 0
  readonly #pauseMs: number
  readonly #now: () => number

  constructor(id: string, secret: string, port: number, pauseMs = 5, now: () => number = Date.now) {
    this.id = id
    this.#pauseMs = pauseMs
    this.#now = now
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
      const ts = this.#now()
      const level = 3 + 2 * Math.sin(this.#step / 4 + this.id.length)
      await this.#deliver(ts, Math.round(level * 1000) / 1000)
      await new Promise((resolve) => setTimeout(resolve, this.#pauseMs))
    }
  }

  async #deliver(ts: number, level: number): Promise<void> {
    const payload = JSON.stringify({ ts, values: { level, rain: 0.2 } })
    const begun = performance.now()
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
        this.slowest = Math.max(this.slowest, performance.now() - begun)
        return
      }
    }
  }

  async stop(): Promise<void> {
    this.#stopped = true
    await this.#client.endAsync(true)
  }
}

/** Which acknowledged levels the history does not have, or has otherwise; and how many were acknowledged. */
export async function lostOf(
  stations: readonly LedgerStation[],
  office: Office,
  from: number,
): Promise<{ lost: string[]; ledger: number }> {
  let ledger = 0
  const lost: string[] = []
  for (const station of stations) {
    const kept = new Map<number, number>()
    for (const { phenomenonTime, value } of await office.observations(
      `${station.id}/level`,
      from,
      Date.now() + 1000,
    ))
      kept.set(phenomenonTime, value)
    for (const [ts, level] of station.acknowledged) {
      ledger++
      if (kept.get(ts) !== level) lost.push(`${station.id} ${ts}`)
    }
  }
  return { lost, ledger }
}
