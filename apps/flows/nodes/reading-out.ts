import { reasonOf } from '../src/gateway.ts'
import type { FlowNode, Message, NodeConfig, Red } from '../src/red.ts'
import { textOf } from './config-words.ts'

/** Readings under way to the gateway, and waiting to be. A flow that makes more than that is told so. */
const AT_ONCE = 8
const MOST_WAITING = 1000

interface Station extends FlowNode {
  readonly station?: string
}
type Waiting = readonly [body: object, done: (error?: Error) => void]

/** Publishes readings under a station's own id and secret. What they come to the rules decide. */
export default function readingOut(red: Red): void {
  red.nodes.registerType('reading out', function (this: FlowNode, config: NodeConfig) {
    red.nodes.createNode(this, config)
    const { tocsin } = red.settings
    const account = red.nodes.getNode(config['station']) as Station | null
    const station = account?.station ?? ''
    const secret = account?.credentials?.['secret'] ?? ''
    const name = textOf(config, 'datastream')
    const waiting: Waiting[] = []
    let underWay = 0
    if (station === '' || secret === '') {
      this.status({ fill: 'red', shape: 'ring', text: 'status.noStation' })
    }

    const next = () => {
      while (underWay < AT_ONCE) {
        const one = waiting.shift()
        if (one === undefined) return
        underWay += 1
        const [body, done] = one
        tocsin
          .publish(station, secret, body)
          .then(({ rejections }) => {
            const [first] = rejections
            if (first !== undefined) throw new Error(`${first.path}: ${first.reason}`)
            this.status({ fill: 'green', shape: 'dot', text: 'status.kept' })
            done()
          })
          .catch((error: unknown) => {
            this.status({ fill: 'red', shape: 'ring', text: reasonOf(error).slice(0, 60) })
            done(new Error(reasonOf(error)))
          })
          .finally(() => {
            underWay -= 1
            next()
          })
      }
    }

    this.on('input', (message, _send, done) => {
      const body = bodyOf(message, name)
      if (typeof body === 'string') done(new Error(body))
      else if (station === '' || secret === '')
        done(new Error('no station is chosen, or its secret is missing'))
      else if (waiting.length >= MOST_WAITING)
        done(new Error(`${MOST_WAITING} readings wait already; this one is dropped`))
      else {
        waiting.push([body, done])
        next()
      }
    })
    this.on('close', (done) => {
      for (const [, unsent] of waiting.splice(0)) unsent(new Error('the flow was stopped'))
      done()
    })
  })
}

/** What goes to `stations/{id}/readings`; a text says what was expected instead. */
function bodyOf({ payload, ts }: Message, name: string): object | string {
  const time = typeof ts === 'number' || typeof ts === 'string' ? { ts } : {}
  if (typeof payload === 'number' && name !== '') return { ...time, values: { [name]: payload } }
  if (typeof payload === 'object' && payload !== null && !Array.isArray(payload)) {
    return { ...time, values: payload }
  }
  return 'msg.payload: expected a number and the name of a datastream, or an object such as { "level": 3.2 }'
}
