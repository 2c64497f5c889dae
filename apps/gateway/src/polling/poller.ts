import type { ListenerView } from '@tocsin/contract'
import type { Binding, Protocol, StationId } from '@tocsin/core'
import type { Clock } from '../clock.ts'
import type { Delivery } from '../listeners/delivery.ts'
import type { Log } from '../log.ts'
import type { DeviceRegister } from '../registry/devices.ts'
import { Line } from './line.ts'

export interface PollerOptions {
  readonly devices: DeviceRegister
  readonly delivery: Delivery
  readonly clock: Clock
  readonly log: Log
  onStation(station: StationId, connected: boolean): void
}

/** Asks the devices that speak only when they are asked (Modbus TCP, and RTU over TCP), each by its device profile. */
export class Poller {
  readonly #options: PollerOptions
  readonly #lines = new Map<string, Line>()
  readonly #counts = { frames: 0, answered: 0, refused: 0 }
  #running = false

  constructor(options: PollerOptions) {
    this.#options = options
  }

  start(): void {
    this.#running = true
    this.look()
  }

  /** Looks again which devices there are. */
  look(): void {
    if (!this.#running) return
    const byEndpoint = new Map<string, Binding[]>()
    for (const binding of this.#options.devices.polled()) {
      const endpoint = `${binding.profile.protocol} ${binding.station.device?.endpoint}`
      const same = byEndpoint.get(endpoint)
      if (same === undefined) byEndpoint.set(endpoint, [binding])
      else same.push(binding)
    }
    for (const [key, line] of this.#lines) {
      if (byEndpoint.has(key)) continue
      this.#lines.delete(key)
      void line.stop()
    }
    for (const [key, bindings] of byEndpoint) {
      let line = this.#lines.get(key)
      if (line === undefined) {
        const { delivery, clock, onStation } = this.#options
        const endpoint = key.slice(key.indexOf(' ') + 1)
        line = new Line({ endpoint, delivery, clock, counts: this.#counts, onStation })
        this.#lines.set(key, line)
        this.#options.log.info('polling.line', { endpoint, devices: bindings.length })
      }
      line.serve(bindings)
    }
  }

  async stop(): Promise<void> {
    this.#running = false
    await Promise.all([...this.#lines.values()].map((line) => line.stop()))
    this.#lines.clear()
  }

  views(): ListenerView[] {
    if (this.#lines.size === 0) return []
    const protocols = new Set(
      [...this.#lines.keys()].map((key) => key.slice(0, key.indexOf(' ')) as Protocol),
    )
    return [...protocols].map((protocol) => ({
      protocol,
      port: null,
      connections: [...this.#lines].filter(([key, line]) => key.startsWith(protocol) && line.isConnected)
        .length,
      counts: { ...this.#counts },
    }))
  }
}
