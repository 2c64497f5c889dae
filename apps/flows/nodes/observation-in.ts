import type { LiveObservation } from '@tocsin/contract'
import type { FlowNode, NodeConfig, Red } from '../src/red.ts'
import { listOf, textOf } from './config-words.ts'
import { showLink } from './link-status.ts'

/** Sends each observation as it becomes known: the newest of a datastream, at most ten times a second. */
export default function observationIn(red: Red): void {
  red.nodes.registerType('observation in', function (this: FlowNode, config: NodeConfig) {
    red.nodes.createNode(this, config)
    const { tocsin } = red.settings
    const stations = listOf(config, 'stations')
    const name = textOf(config, 'datastream')
    const doubtful = config['doubtful'] === true

    const take = (observations: readonly LiveObservation[]) => {
      for (const observation of observations) {
        const { datastream, value, flag } = observation
        const at = datastream.lastIndexOf('/')
        const station = datastream.slice(0, at)
        if (stations.length > 0 && !stations.includes(station)) continue
        if (name !== '' && datastream.slice(at + 1) !== name) continue
        if (!doubtful && flag !== 'good' && flag !== 'not-evaluated') continue
        this.send({ topic: datastream, payload: value, station, observation })
      }
    }
    const ends = [
      showLink(this, red),
      tocsin.on('observations', take),
      tocsin.watch(stations.length > 0 ? stations : '*'),
    ]
    this.on('close', (done) => {
      for (const end of ends) end()
      done()
    })
  })
}
