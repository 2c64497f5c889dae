import { calls, type StationView } from '@tocsin/contract'
import { reasonOf } from '../src/gateway.ts'
import type { FlowNode, Message, NodeConfig, Red } from '../src/red.ts'
import { listOf, textOf, within } from './config-words.ts'
import { periodOf } from './period.ts'

const AT_ONCE = 4

/** Reads, for each message, what the history holds of a period: a summary of each datastream. */
export default function history(red: Red): void {
  red.nodes.registerType('history', function (this: FlowNode, config: NodeConfig) {
    red.nodes.createNode(this, config)
    const { tocsin } = red.settings
    const stations = listOf(config, 'stations')
    const area = textOf(config, 'area')
    const property = textOf(config, 'property')

    async function read(message: Message) {
      const site = await tocsin.call(calls.getSite, {})
      const { from, to } = periodOf(config, message, site)
      const all = (await tocsin.call(calls.listStations, {})).stations
      const asked = all
        .filter((one) => (stations.length === 0 || stations.includes(one.id)) && within(one.area, area))
        .flatMap((station) =>
          station.datastreams
            .filter((one) => property === '' || one.property === property)
            .map((datastream) => ({ station, datastream })),
        )
      const summaries: object[] = []
      const next = async (): Promise<void> => {
        for (let one = asked.shift(); one !== undefined; one = asked.shift()) {
          summaries.push(await summary(one.station, one.datastream, from, to))
        }
      }
      await Promise.all(Array.from({ length: AT_ONCE }, next))
      const name = (one: object) => (one as { datastream: string }).datastream
      summaries.sort((a, b) => (name(a) < name(b) ? -1 : 1))
      return { summaries, from, to, site }
    }

    async function summary(
      { id, name, area: place }: StationView,
      { name: stream, property: measured, unit }: StationView['datastreams'][number],
      from: number,
      to: number,
    ) {
      const datastream = `${id}/${stream}`
      const { buckets = [] } = await tocsin.call(calls.readObservations, {
        query: { datastream, from, to, buckets: 1 },
      })
      const { min = null, mean = null, max = null, sum = null, count = 0 } = buckets[0] ?? {}
      return {
        datastream,
        station: id,
        name,
        area: place,
        property: measured,
        unit,
        min,
        mean,
        max,
        sum,
        count,
      }
    }

    this.on('input', (message, send, done) => {
      this.status({ fill: 'blue', shape: 'ring', text: 'status.reading' })
      read(message).then(
        ({ summaries, from, to, site }) => {
          this.status({})
          send({ ...message, payload: summaries, from, to, timeZone: site.timeZone })
          done()
        },
        (error: unknown) => {
          this.status({ fill: 'red', shape: 'ring', text: 'status.failed' })
          done(new Error(reasonOf(error)))
        },
      )
    })
  })
}
