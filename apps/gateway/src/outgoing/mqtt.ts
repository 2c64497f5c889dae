import type { MqttTargetSettings } from '@tocsin/contract'
import { type DurationMs, SECOND } from '@tocsin/core'
import mqtt, { type MqttClient } from 'mqtt'
import type { Message, Sender } from './sender.ts'

const CONNECT_WITHIN: DurationMs = 10 * SECOND

/** The topic of a message: what the template names of it, in characters that a topic may have. */
export function topicOf(template: string, parts: Readonly<Record<string, string>>): string {
  return template
    .replaceAll(/\{([^{}]*)\}/g, (_all, part: string) => (parts[part] ?? '').replaceAll(/[#+\0]/g, '_'))
    .replaceAll(/\/{2,}/g, '/')
    .replace(/\/$/, '')
}

/**
 * Publishes messages at QoS 1, one at a time. What fails takes its connection with it: a message that is only on its way would come again behind
 * those that are sent after it.
 */
export function createMqttTarget(
  { url, user, clientId, topic, ca }: MqttTargetSettings,
  password: string | undefined,
): Sender {
  let client: MqttClient | undefined

  async function connected(): Promise<MqttClient> {
    if (client?.connected) return client
    await drop()
    const made = await mqtt.connectAsync(
      url,
      {
        // Whoever tries again is whoever sends.
        reconnectPeriod: 0,
        connectTimeout: CONNECT_WITHIN,
        clean: true,
        ...(clientId !== undefined && { clientId }),
        ...(user !== undefined && { username: user }),
        ...(password !== undefined && { password }),
        ...(ca !== undefined && { ca }),
      },
      false,
    )
    // Said to whoever sends next.
    made.on('error', () => {})
    client = made
    return made
  }

  async function drop(): Promise<void> {
    const last = client
    client = undefined
    await last?.endAsync(true).catch(() => {})
  }

  return {
    async send({ parts, body }: Message, signal) {
      const made = await connected()
      const ended = new Promise<never>((_resolve, reject) => {
        signal.addEventListener('abort', () => reject(signal.reason), { once: true })
        made.once('close', () => reject(new Error('the connection was closed')))
      })
      ended.catch(() => {})
      try {
        signal.throwIfAborted()
        await Promise.race([made.publishAsync(topicOf(topic, parts), body, { qos: 1 }), ended])
      } catch (error) {
        await drop()
        throw error
      }
    },
    close: drop,
  }
}
