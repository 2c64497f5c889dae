import { readingsTopic } from '@tocsin/contract'
import type { Instant } from '@tocsin/core'
import mqtt from 'mqtt'

/** A station's device on a real MQTT connection. */
export class ReportingStation {
  readonly id: string
  readonly #client: mqtt.MqttClient

  private constructor(id: string, client: mqtt.MqttClient) {
    this.id = id
    this.#client = client
  }

  static async connect(id: string, secret: string, port: number): Promise<ReportingStation> {
    const client = await mqtt.connectAsync(`mqtt://127.0.0.1:${port}`, {
      clientId: id,
      username: id,
      password: secret,
      reconnectPeriod: 0,
    })
    return new ReportingStation(id, client)
  }

  /** Publishes values at a time; resolves when the gateway has acknowledged them. */
  async reports(ts: Instant, values: Readonly<Record<string, number>>): Promise<void> {
    await this.publishes(JSON.stringify({ ts, values }))
  }

  async publishes(payload: string | Buffer, topic = readingsTopic(this.id)): Promise<void> {
    await this.#client.publishAsync(topic, payload, { qos: 1 })
  }

  async leaves(): Promise<void> {
    await this.#client.endAsync(true)
  }
}
