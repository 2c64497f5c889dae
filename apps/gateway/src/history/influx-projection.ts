import type { Position } from '@tocsin/core'
import type { CheckpointFile } from './checkpoint-file.ts'
import type { History, PositionedObservation } from './history.ts'
import { databaseOf, type InfluxTarget } from './influx-connection.ts'
import type { Projection, SetAside } from './shipper.ts'

/** InfluxDB as a projection: its checkpoint is a file beside the journal. */
export class InfluxProjection implements Projection {
  readonly name = 'influx'
  readonly #history: History
  readonly #checkpoint: CheckpointFile

  readonly #refused: { readonly setAside: SetAside | undefined }

  constructor(
    history: History,
    checkpoint: CheckpointFile,
    refused: { readonly setAside: SetAside | undefined } = { setAside: undefined },
  ) {
    this.#history = history
    this.#checkpoint = checkpoint
    this.#refused = refused
  }

  setAside(): SetAside | undefined {
    return this.#refused.setAside
  }

  async checkpoint(): Promise<Position> {
    return this.#checkpoint.load()
  }

  async ship(observations: readonly PositionedObservation[], position: Position): Promise<void> {
    if (observations.length > 0) await this.#history.append(observations)
    this.#checkpoint.save(position)
  }
}

/** Names what is shipped to, without anything secret: `http://influx:8086/tocsin`. */
export function targetName(target: InfluxTarget): string {
  const { protocol, host, pathname } = new URL(target.url)
  return `${protocol}//${host}${pathname.replace(/\/+$/, '')}/${databaseOf(target)}`
}
