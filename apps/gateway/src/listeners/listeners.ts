import type { DatabaseSync } from 'node:sqlite'
import type { ListenerView, StrangerView } from '@tocsin/contract'
import { type Codec, hj212, type StationId, sl651, szy206 } from '@tocsin/core'
import type { Clock } from '../clock.ts'
import type { Log } from '../log.ts'
import { Poller } from '../polling/poller.ts'
import type { DeviceRegister } from '../registry/devices.ts'
import { ClockKeeper } from './clock-keeper.ts'
import { Delivery, type DeliveryOptions } from './delivery.ts'
import { Documents } from './documents.ts'
import { DEFAULT_LISTENER_LIMITS, type ListenerLimits } from './limits.ts'
import { Listener } from './listener.ts'
import { LISTENED, type Listened } from './protocols.ts'
import { Strangers } from './strangers.ts'

const CODECS: Readonly<Record<Listened, Codec<unknown>>> = {
  sl651: sl651 as Codec<unknown>,
  szy206: szy206 as Codec<unknown>,
  hj212: hj212 as Codec<unknown>,
}

export interface ListenersOptions extends Omit<DeliveryOptions, 'strangers'> {
  readonly bind: string
  /** Which protocols are listened to, and where; 0 is any free port. */
  readonly ports: Readonly<Partial<Record<Listened, number>>>
  readonly devices: DeviceRegister
  readonly database: DatabaseSync
  readonly clock: Clock
  readonly log: Log
  readonly limits?: Partial<ListenerLimits> | undefined
  /** A station's first connection is there, or its last one is gone. */
  onConnection(station: StationId, connected: boolean): void
}

/** The second way in: stations that call in a protocol of their own, devices that are asked, and documents. All of it ends in the same journal. */
export interface Listeners {
  readonly documents: Documents
  /** Where every way in beside MQTT ends. */
  readonly delivery: Delivery
  /** A way in meets a station, or loses it. */
  onStation(station: StationId, isThere: boolean): void
  start(): Promise<void>
  stop(): Promise<void>
  ports(): Partial<Record<Listened, number>>
  views(): ListenerView[]
  /** Who calls and is not registered, newest first. */
  strangers(): StrangerView[]
  strangerFrame: Strangers['frame']
  /** Devices that are asked were added or changed. */
  devicesChanged(): void
}

export function createListeners(options: ListenersOptions): Listeners {
  const { bind, ports, devices, clock, log, keep, heard } = options
  const limits: ListenerLimits = { ...DEFAULT_LISTENER_LIMITS, ...options.limits }
  const strangers = new Strangers(options.database)
  const delivery = new Delivery({ keep, heard, strangers })
  const clocks = new ClockKeeper()
  const connected = new Map<StationId, number>()

  /** Some stations call on two modems, or leave a connection behind when they call again. */
  function onStation(station: StationId, isThere: boolean): void {
    const before = connected.get(station) ?? 0
    const now = before + (isThere ? 1 : -1)
    if (now > 0) connected.set(station, now)
    else connected.delete(station)
    if (before === 0 || now === 0) options.onConnection(station, isThere)
  }

  const listeners = LISTENED.flatMap((protocol) => {
    const port = ports[protocol]
    if (port === undefined) return []
    const bindingFor = (code: string) => devices.find(protocol, code)
    const codec = CODECS[protocol]
    return [new Listener({ bind, port, codec, bindingFor, delivery, limits, clock, clocks, log, onStation })]
  })
  const poller = new Poller({ devices, delivery, clock, log, onStation })

  return {
    documents: new Documents({ devices, delivery }),
    delivery,
    onStation,

    async start() {
      for (const listener of listeners) await listener.start()
      poller.start()
    },

    async stop() {
      await Promise.all([...listeners.map((listener) => listener.stop()), poller.stop()])
      strangers.save()
    },

    ports: () => Object.fromEntries(listeners.map((one) => [one.view().protocol, one.port])),
    views: () => [...listeners.map((listener) => listener.view()), ...poller.views()],
    // One that was registered since is none any more.
    strangers: () =>
      strangers
        .list()
        .filter(({ protocol, code }) => code === '' || devices.find(protocol, code) === undefined),
    strangerFrame: (who) => strangers.frame(who),
    devicesChanged: () => poller.look(),
  }
}
