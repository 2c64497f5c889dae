import type { Datastream } from '@tocsin/core'
import { exampleMessage, inShell, needsTime } from '../stations/example-message.ts'

/** Where and as whom a message is sent. */
export interface Address {
  /** Of the console's own page: the phone or computer that shows it reaches the box there. */
  readonly origin: string
  readonly host: string
  readonly port: number
  readonly station: string
  readonly secret: string
}

/** What the broker is called by those who look at this page: where it listens everywhere, the page's own host. */
export function brokerHost(bind: string, pageHost: string): string {
  return bind === '0.0.0.0' || bind === '::' ? pageHost : bind
}

/** A message with these values; without any, an example of what such a station sends. */
export function messageOf(
  datastreams: readonly Pick<Datastream, 'name' | 'property' | 'form' | 'span'>[],
  values?: Readonly<Record<string, number>>,
): string {
  return values === undefined ? exampleMessage(datastreams) : JSON.stringify({ values })
}

/** The same with the time of sending, where a message without one would be refused. */
export function datedMessage(
  message: string,
  datastreams: readonly Pick<Datastream, 'form'>[],
  now: number,
): string {
  return needsTime(datastreams) ? message.replace('{"values"', `{"ts":${now},"values"`) : message
}

/** The ready-made line over HTTP, beside `publishLine`. */
export function curlLine(
  { origin, station, secret }: Address,
  datastreams: readonly Pick<Datastream, 'form'>[],
  message: string,
): string {
  return [
    `curl -X POST ${origin}/api/ingest/${station}`,
    `-H 'authorization: Bearer ${secret}'`,
    `-H 'content-type: application/json'`,
    `-d ${inShell(message, datastreams)}`,
  ].join(' \\\n  ')
}

/** What the QR code of a station says: all that a device needs, as one address. */
export function deviceAddress({ host, port, station, secret }: Address): string {
  return `mqtt://${station}:${secret}@${host}:${port}/stations/${station}/readings`
}
