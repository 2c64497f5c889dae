import { readingsTopic } from '@tocsin/contract'
import { type DurationMs, SECOND, type StationId } from '@tocsin/core'
import { connect, type MqttClient } from 'mqtt'
import { chance } from './instruments/noise.ts'
import type { ReadingsItem } from './readings-item.ts'
import { Unsent } from './unsent.ts'

export interface DeviceOptions {
  readonly id: StationId
  readonly secret: string
  /** Such as `mqtt://127.0.0.1:1883`. */
  readonly url: string
  /** Items kept while the link is down; the oldest go first. Default 100,000: ten weeks of quarter hours. */
  readonly capacity?: number
  /** Told of every batch the gateway acknowledged, oldest first. */
  readonly onAcknowledged?: (items: readonly ReadingsItem[]) => void
  /** Told when the link comes up or goes down (with the reason), one call a transition. */
  readonly onLink?: (link: 'up' | 'down', reason: string) => void
}

/** A station's MQTT client: it keeps what it measured until the gateway has acknowledged it. */
export interface Device {
  readonly id: StationId
  /** Takes measured items, oldest first, and sends them as soon as it can. */
  record(items: Iterable<ReadingsItem>): void
  /** Starts connecting; goes on trying until `stop`. */
  start(): void
  /** Cuts the link. What is unsent stays, more may be recorded, and `start` sends it. */
  stop(): Promise<void>
  /** Resolves once nothing is left unsent. */
  drained(): Promise<void>
  readonly connected: boolean
  /** Items not yet acknowledged. */
  readonly pending: number
  /** Items lost because there was no room. */
  readonly dropped: number
}

const CAPACITY = 100_000
const FIRST_RETRY: DurationMs = 1 * SECOND
const LONGEST_RETRY: DurationMs = 30 * SECOND
/** A gateway whose disk is full acknowledges nothing; a new connection now and then tells whether it has recovered. */
const ACKNOWLEDGED_WITHIN: DurationMs = 30 * SECOND

/**
 * Makes a device. One batch is under way at a time, oldest first: a reading older than the newest of its datastream counts as
 * late and raises nothing, so sending the live value ahead of the backlog would rob the gateway of the flood in between.
 * MQTT.js' own stores are not relied upon (they drop what is published while they are replayed): each connection is a new
 * client, and only its PUBACK takes a batch off the list.
 */
export function createDevice(options: DeviceOptions): Device {
  const unsent = new Unsent(options.capacity ?? CAPACITY)
  const topic = readingsTopic(options.id)
  let client: MqttClient | undefined
  let running = false
  let connected = false
  let sending = false
  let retry: NodeJS.Timeout | undefined
  let patience: NodeJS.Timeout | undefined
  let attempts = 0
  let waiting: (() => void)[] = []

  function open(): void {
    if (!running || client) return
    const own = connect(options.url, {
      clientId: options.id,
      username: options.id,
      password: options.secret,
      protocolVersion: 4,
      clean: true,
      keepalive: 30,
      connectTimeout: 10 * SECOND,
      reconnectPeriod: 0,
      queueQoSZero: false,
      resubscribe: false,
    })
    client = own
    let reason = 'the connection was closed'
    own.on('connect', () => {
      attempts = 0
      connected = true
      options.onLink?.('up', '')
      send()
    })
    own.on('error', (error) => {
      reason = error.message || ('code' in error ? String(error.code) : String(error))
    })
    own.once('close', () => {
      if (client !== own) return
      forget()
      own.end(true)
      // Told on every change, and once where it never came up.
      if (connected || attempts === 0) options.onLink?.('down', reason)
      connected = false
      if (!running) return
      retry = setTimeout(open, retryAfter(attempts++))
    })
  }

  /** Doubles up to half a minute; the jitter keeps a fleet from coming back all at once. */
  function retryAfter(attempt: number): DurationMs {
    const longest = Math.min(LONGEST_RETRY, FIRST_RETRY * 2 ** attempt)
    return longest * (0.5 + 0.5 * chance(seedOf(options.id), attempt))
  }

  function forget(): void {
    client = undefined
    sending = false
    clearTimeout(patience)
  }

  function send(): void {
    if (!client || !connected || sending || unsent.size === 0) return
    const own = client
    const { items, payload } = unsent.batch()
    sending = true
    patience = setTimeout(() => {
      if (client === own) own.stream.destroy()
    }, ACKNOWLEDGED_WITHIN)
    own.publish(topic, payload, { qos: 1 }, (error) => {
      // A connection that has been given up: its batch goes again on the next.
      if (client !== own) return
      clearTimeout(patience)
      sending = false
      if (error) {
        own.stream.destroy()
        return
      }
      unsent.acknowledge(items)
      options.onAcknowledged?.(items)
      if (unsent.size > 0) send()
      else {
        for (const done of waiting) done()
        waiting = []
      }
    })
  }

  return {
    id: options.id,
    record(items) {
      for (const item of items) unsent.add(item)
      send()
    },
    start() {
      if (running) return
      running = true
      attempts = 0
      open()
    },
    async stop() {
      running = false
      clearTimeout(retry)
      const own = client
      if (!own) return
      forget()
      connected = false
      await own.endAsync(true)
    },
    drained() {
      return unsent.size === 0 ? Promise.resolve() : new Promise((resolve) => waiting.push(resolve))
    },
    get connected() {
      return connected
    },
    get pending() {
      return unsent.size
    },
    get dropped() {
      return unsent.dropped
    },
  }
}

function seedOf(id: StationId): number {
  let seed = 0
  for (let index = 0; index < id.length; index++) seed = Math.imul(seed, 31) + id.charCodeAt(index)
  return seed
}
