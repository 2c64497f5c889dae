import type { Datastream } from '@tocsin/core'

/** A message the station might send, as the contract writes it: a value a device of that kind could report. */
export function exampleMessage(
  datastreams: readonly Pick<Datastream, 'name' | 'property' | 'form' | 'span'>[],
): string {
  const values = datastreams.map((one) => `"${one.name}":${exampleValue(one)}`)
  return `{"values":{${values.join(',')}}}`
}

const VALUES: ReadonlyMap<string, number> = new Map(
  Object.entries({
    rainfall: 0.2,
    'water-level': 3.21,
    flow: 12.5,
    displacement: 1.2,
    oxygen: 20.9,
    battery: 12.6,
    temperature: 18.5,
  }),
)

function exampleValue({ property, span }: Pick<Datastream, 'property' | 'span'>): number {
  const value = VALUES.get(property) ?? 0
  return span && (value < span[0] || value > span[1]) ? (span[0] + span[1]) / 2 : value
}

/** True when a message without a time would be refused: a second tip could not be told from a redelivery. */
export function needsTime(datastreams: readonly Pick<Datastream, 'form'>[]): boolean {
  return datastreams.some(({ form }) => form === 'increment')
}

export interface Publish {
  readonly host: string
  readonly port: number
  readonly station: string
  readonly secret: string
  readonly datastreams: readonly Pick<Datastream, 'name' | 'property' | 'form' | 'span'>[]
  /** Default: an example of what such a station sends. */
  readonly message?: string
}

/** The ready-made line for a terminal; the shell fills in the time where one is needed. */
export function publishLine({ host, port, station, secret, datastreams, message }: Publish): string {
  const payload = inShell(message ?? exampleMessage(datastreams), datastreams)
  return [
    `mosquitto_pub -h ${host} -p ${port} -q 1`,
    `-i ${station} -u ${station} -P '${secret}'`,
    `-t stations/${station}/readings`,
    `-m ${payload}`,
  ].join(' \\\n  ')
}

/** A message as a shell writes it: quoted, its time filled in where one is needed. */
export function inShell(message: string, datastreams: readonly Pick<Datastream, 'form'>[]): string {
  return needsTime(datastreams) ? `"${withTime(message)}"` : `'${message}'`
}

function withTime(message: string): string {
  const timed = message.replace('{"values"', '{"ts":TIME,"values"')
  return timed.replaceAll('"', '\\"').replace('TIME', '$(date +%s)000')
}
