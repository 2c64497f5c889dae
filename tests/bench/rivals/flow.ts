/** What Node-RED hands to a function node, as far as this one looks at it: a publish of the aedes node, or a tick. */
interface Message {
  readonly topic: 'publish' | 'store' | 'show'
  readonly payload: { readonly packet: { readonly topic: string; readonly payload: Uint8Array } }
}

interface Context {
  get(name: 'points'): object[]
  get(name: 'latest'): Map<string, object>
  get(name: 'firing'): Set<string>
  get(name: 'rungs'): { rule: number; level: string; raiseAt: number; clearBelow: number }[]
  set(name: string, value: unknown): void
}

type Outputs = [store: object | null, show: object | null] | null

/**
 * The flow's one function node; its text is what Node-RED runs. A publish is parsed and judged by ten rules of two levels with a band between
 * raising and clearing; what was judged gathers for InfluxDB, the latest value of each datastream for the websockets, and a warning goes out
 * at once.
 */
function judge(msg: Message, context: Context, node: { warn(text: string): void }): Outputs {
  if (msg.topic === 'store') {
    const waiting = context.get('points')
    if (waiting.length === 0) return null
    context.set('points', [])
    return [{ payload: waiting }, null]
  }
  if (msg.topic === 'show') {
    const changed = context.get('latest')
    if (changed.size === 0) return null
    context.set('latest', new Map())
    return [null, { payload: JSON.stringify({ observations: [...changed.values()] }) }]
  }
  const { topic, payload } = msg.payload.packet
  if (!topic.startsWith('stations/')) return null
  const station = topic.slice('stations/'.length, topic.indexOf('/', 'stations/'.length))
  let item: { ts: number; values: Record<string, number> }
  try {
    item = JSON.parse(payload.toString())
  } catch (error) {
    node.warn(`${station}: ${error}`)
    return null
  }
  const points = context.get('points')
  const latest = context.get('latest')
  const firing = context.get('firing')
  const warnings: object[] = []
  for (const [name, value] of Object.entries(item.values)) {
    const datastream = `${station}/${name}`
    for (const { rule, level, raiseAt, clearBelow } of context.get('rungs')) {
      const key = `${datastream} ${rule} ${level}`
      if (firing.has(key)) {
        if (value < clearBelow) firing.delete(key)
      } else if (value >= raiseAt) {
        firing.add(key)
        warnings.push({ datastream, rule, level, phenomenonTime: item.ts, value })
      }
    }
    points.push({ measurement: 'observation', tags: { datastream }, fields: { value }, timestamp: item.ts })
    latest.set(datastream, { datastream, phenomenonTime: item.ts, value })
  }
  const shown = warnings.length === 0 ? null : { payload: JSON.stringify({ warnings }) }
  if (points.length < 5000) return shown === null ? null : [null, shown]
  context.set('points', [])
  return [{ payload: points }, shown]
}

const INITIALIZE = `
context.set('points', [])
context.set('latest', new Map())
context.set('firing', new Set())
context.set('rungs', Array.from({ length: 10 }, (_, rule) => [
  { rule, level: 'red', raiseAt: 11.5, clearBelow: 11 },
  { rule, level: 'yellow', raiseAt: 10.5 + rule / 100, clearBelow: 10 },
]).flat())`

export interface FlowOptions {
  readonly mqttPort: number
  readonly influxPort: string
  readonly database: string
}

/** The flow as Node-RED's own file holds it: aedes → judge → InfluxDB (every second, or 5,000) and websocket (ten times a second). */
export function flowOf({ mqttPort, influxPort, database }: FlowOptions): readonly object[] {
  // Node-RED takes what has no place on the sheet for configuration.
  const placed = { z: 'flow', x: 0, y: 0 }
  const tick = (id: string, seconds: number) => ({
    id,
    ...placed,
    type: 'inject',
    props: [{ p: 'topic', vt: 'str' }],
    topic: id,
    repeat: String(seconds),
    once: true,
    onceDelay: 0.1,
    wires: [['judge']],
  })
  return [
    { id: placed.z, type: 'tab', label: 'Warnings' },
    {
      id: 'influx',
      type: 'influxdb',
      hostname: '127.0.0.1',
      port: influxPort,
      protocol: 'http',
      database,
      usetls: false,
      influxdbVersion: '1.x',
    },
    { id: 'listener', type: 'websocket-listener', path: '/live', wholemsg: 'false' },
    {
      id: 'broker',
      ...placed,
      type: 'aedes broker',
      mqtt_port: mqttPort,
      mqtt_ws_bind: 'port',
      wires: [[], ['judge']],
    },
    tick('store', 1),
    tick('show', 0.1),
    {
      id: 'judge',
      ...placed,
      type: 'function',
      outputs: 2,
      func: `${judge}\nreturn judge(msg, context, node)`,
      initialize: INITIALIZE,
      wires: [['store-out'], ['show-out']],
    },
    { id: 'store-out', ...placed, type: 'influxdb batch', influxdb: 'influx', precision: 'ms', wires: [] },
    { id: 'show-out', ...placed, type: 'websocket out', server: 'listener', client: '', wires: [] },
  ]
}
