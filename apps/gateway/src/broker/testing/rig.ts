import { type Frame, MINUTE } from '@tocsin/core'
import { ManualClock } from '../../clock.ts'
import { type Broker, type BrokerLimits, type BrokerOptions, composeBroker } from '../broker.ts'
import { type Policy, STATION_POLICY } from '../policy.ts'
import { type Connect, RawDevice } from './raw-device.ts'

interface Line {
  readonly event: string
  readonly [field: string]: unknown
}

/** A frame that was handed on, and waits for the test to say what became of it. */
export interface Taken {
  readonly frame: Frame
  readonly done: (failure?: Error) => void
}

export const START = Date.UTC(2015, 11, 26, 6, 45) + MINUTE

/** A broker on a free port with the journal in the test's hands. Every station's secret is `secret-of-{station}`. */
export class Rig {
  readonly clock = new ManualClock(START)
  readonly lines: Line[] = []
  readonly taken: Taken[] = []
  readonly connections: string[] = []
  broker: Broker
  /** While set, every frame is kept at once. */
  keeps = true
  mostInflight = 0

  private constructor(limits: Partial<BrokerLimits>, options: Partial<BrokerOptions>, policy: Policy) {
    const line = (event: string, fields = {}) => this.lines.push({ event, ...fields })
    this.broker = composeBroker(
      {
        bind: '127.0.0.1',
        port: 0,
        clock: this.clock,
        log: { info: line, warn: line, error: line },
        authenticate: (station, secret) => Buffer.from(secret).toString() === `secret-of-${station}`,
        accept: (frame, done) => {
          this.taken.push({ frame, done })
          this.mostInflight = Math.max(this.mostInflight, this.broker.stats().inflight)
          if (this.keeps) setImmediate(done)
        },
        onConnection: (station, connected) => this.connections.push(`${station} ${connected ? 'on' : 'off'}`),
        limits: { refusalDelayMs: 0, ...limits },
        ...options,
      },
      policy,
    )
  }

  /** Under the gateway's own policy, unless told otherwise. */
  static async start(
    limits: Partial<BrokerLimits> = {},
    options: Partial<BrokerOptions> = {},
    policy = STATION_POLICY,
  ): Promise<Rig> {
    const rig = new Rig(limits, options, policy)
    await rig.broker.start()
    return rig
  }

  dial(): Promise<RawDevice> {
    return RawDevice.dial(this.broker.port)
  }

  signIn(as: Connect = {}): Promise<RawDevice> {
    return RawDevice.signIn(this.broker.port, as)
  }

  async untilTaken(count: number): Promise<void> {
    await until(() => this.taken.length >= count)
  }

  payloads(): string[] {
    return this.taken.map(({ frame }) => Buffer.from(frame.payload).toString())
  }

  events(event: string): Line[] {
    return this.lines.filter((line) => line.event === event)
  }
}

/** Waits for what must come; the test's own timeout is the limit. */
export async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setTimeout(resolve, 2))
}
