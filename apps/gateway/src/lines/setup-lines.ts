import type { DatabaseSync } from 'node:sqlite'
import { callbackPath } from '@tocsin/contract'
import type { SpeakerLine } from '../channels/loudspeaker/by-mqtt.ts'
import { sentPartsTable } from '../channels/modem/sent-parts-table.ts'
import type { Clock } from '../clock.ts'
import type { Log } from '../log.ts'
import { createBrokenChannel } from './broken.ts'
import { type Built, build } from './build.ts'
import type { Line, Lines } from './lines.ts'
import { type ChannelSetup, kindOf } from './setup.ts'
import type { SetupStore } from './setup-store.ts'

export interface SetupLinesOptions {
  readonly database: DatabaseSync
  readonly store: SetupStore
  readonly lines: Lines
  readonly publicUrl: string | undefined
  readonly speakers: () => SpeakerLine
  /** The demonstration: nothing that is set up is ever opened. */
  readonly isDemonstration: boolean
  readonly clock: Clock
  readonly log: Log
}

/** Brings what is set up into use. A channel that cannot be made is there all the same: down, with the reason. */
export class SetupLines {
  readonly #options: SetupLinesOptions

  constructor(options: SetupLinesOptions) {
    this.#options = options
  }

  /** All of them, at the start. */
  async open(): Promise<void> {
    const setups = this.#options.store.all()
    for (const setup of carriersFirst(setups)) await this.#put(setup)
    this.#options.lines.order([...this.#fixed(), ...setups.map(({ id }) => id)])
  }

  /** Brings one into use as it is set up now, and those that send through it. */
  async renew(id: string): Promise<void> {
    const { store, lines } = this.#options
    const setup = store.get(id)
    if (setup === undefined || !setup.enabled) await lines.remove(id)
    else await this.#put(setup)
    for (const other of store.all()) {
      if (other.settings.type === 'loudspeaker-by-number' && other.settings.carrier === id)
        await this.#put(other)
    }
    lines.order([...this.#fixed(), ...store.all().map((one) => one.id)])
  }

  /** What is always there, or set up by the environment, stays first. */
  #fixed(): string[] {
    const { store, lines } = this.#options
    const setUp = new Set(store.all().map(({ id }) => id))
    return lines.all().flatMap(({ id }) => (setUp.has(id) ? [] : [id]))
  }

  async #put(setup: ChannelSetup): Promise<void> {
    const { lines, log } = this.#options
    if (!setup.enabled) return
    try {
      await lines.put(this.#line(setup, this.#build(setup)))
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error)
      log.error('channel.broken', { channel: setup.id, detail: why })
      const { clock } = this.#options
      const channel = createBrokenChannel(kindOf(setup.settings), why, clock)
      const address = (given: string) => given
      const broken: Built = { channel, callback: null, address, mendsItself: true, opensWithinMs: 0 }
      await lines.put(this.#line(setup, broken))
    }
  }

  #build(setup: ChannelSetup): Built {
    const { database, lines, publicUrl, speakers, isDemonstration, clock, log } = this.#options
    if (isDemonstration) throw new Error('the demonstration reaches no real channel')
    if (setup.lost.length > 0) {
      throw new Error(`its secret ${setup.lost.join(', ')} cannot be read: the key is lost, enter it anew`)
    }
    return build(setup, {
      clock,
      log,
      callbackUrl: publicUrl === undefined ? undefined : `${publicUrl}${callbackPath(setup.id)}`,
      carrier: (id) => lines.get(id)?.channel,
      sentParts: (id) => sentPartsTable(database, id),
      speakers,
    })
  }

  #line({ id, name }: ChannelSetup, built: Built): Line {
    return { id, name, simulated: false, ...built }
  }
}

function carriersFirst(setups: readonly ChannelSetup[]): ChannelSetup[] {
  const rides = ({ settings }: ChannelSetup) => Number(settings.type === 'loudspeaker-by-number')
  return [...setups].sort((a, b) => rides(a) - rides(b))
}
