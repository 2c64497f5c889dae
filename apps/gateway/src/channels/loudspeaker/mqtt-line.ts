import { type DurationMs, SECOND } from '@tocsin/core'
import mqtt, { type MqttClient } from 'mqtt'
import type { Clock } from '../../clock.ts'
import { DeliveryError } from '../delivery-error.ts'
import type { SpeakerLine } from './by-mqtt.ts'

export interface MqttLineOptions {
  /** `mqtt://127.0.0.1:1883` */
  readonly url: string
  readonly username?: string | undefined
  readonly password?: string | undefined
  readonly clientId?: string
  /** How long the broker may take to acknowledge, and a message waits for a connection. */
  readonly timeoutMs?: DurationMs
  readonly reconnectMs?: DurationMs
  readonly clock: Clock
}

const TIMEOUT: DurationMs = 10 * SECOND
const RECONNECT: DurationMs = 5 * SECOND

/** Loudspeakers on a broker elsewhere. It must let this account publish `speaker/+/cmd` and subscribe to `speaker/+/state`. */
export function createMqttLine(options: MqttLineOptions): SpeakerLine {
  const { clock, timeoutMs = TIMEOUT } = options
  const secrets = [options.password ?? '']
  let client: MqttClient | undefined

  const connected = (signal: AbortSignal) =>
    new Promise<MqttClient | undefined>((resolve) => {
      const now = client
      if (!now || now.connected) return resolve(now)
      const go = () => {
        cancel()
        now.off('connect', go)
        signal.removeEventListener('abort', go)
        resolve(now.connected ? now : undefined)
      }
      const cancel = clock.after(timeoutMs, go)
      now.once('connect', go)
      signal.addEventListener('abort', go, { once: true })
    })

  /** Resolves when the broker has it. A failed one is taken back, so that it does not go out later behind everybody's back. */
  const publish = (to: MqttClient, topic: string, body: string, signal: AbortSignal) =>
    new Promise<void>((resolve, reject) => {
      let id = 0
      const end = (why?: string) => {
        cancel()
        to.off('close', onClose)
        signal.removeEventListener('abort', onAbort)
        if (why === undefined) return resolve()
        to.removeOutgoingMessage(id)
        reject(new DeliveryError(why, { permanent: false, maybeSent: true, secrets }))
      }
      const onClose = () => end('the broker broke the connection off')
      const onAbort = () => end(`not sent: ${String(signal.reason)}`)
      const cancel = clock.after(timeoutMs, () => end('the broker did not acknowledge'))
      to.once('close', onClose)
      signal.addEventListener('abort', onAbort, { once: true })
      to.publish(topic, body, { qos: 1 }, (error) =>
        end(error ? `the broker refused: ${error.message}` : undefined),
      )
      id = to.getLastMessageId()
    })

  return {
    open({ state, became }) {
      const opened = mqtt.connect(options.url, {
        ...(options.username === undefined ? {} : { username: options.username }),
        ...(options.password === undefined ? {} : { password: options.password }),
        ...(options.clientId === undefined ? {} : { clientId: options.clientId }),
        reconnectPeriod: options.reconnectMs ?? RECONNECT,
        connectTimeout: timeoutMs,
        resubscribe: false,
      })
      client = opened
      opened.on('connect', () => {
        opened.subscribe('speaker/+/state', { qos: 1 }, (error) => {
          if (error) became('down', `confirmations are refused: ${error.message}`)
          else became('up', 'the broker is connected')
        })
      })
      opened.on('close', () => became('down', 'the broker cannot be reached'))
      opened.on('error', (error) => became('down', error.message))
      opened.on('message', (topic, payload) => {
        const speaker = /^speaker\/([^/]+)\/state$/.exec(topic)?.[1]
        if (speaker !== undefined) state(speaker, payload)
      })
    },
    async publish(speaker, body, signal) {
      const to = await connected(signal)
      if (to === undefined) {
        const why = signal.aborted ? `not sent: ${String(signal.reason)}` : 'the broker cannot be reached'
        throw new DeliveryError(why, { permanent: false })
      }
      await publish(to, `speaker/${speaker}/cmd`, body, signal)
    },
    async close() {
      await client?.endAsync(true)
      client = undefined
    },
  }
}
