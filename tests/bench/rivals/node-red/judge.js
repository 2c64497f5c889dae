// The body of the flow's one function node. A publish is parsed and judged by ten rules of two levels with a band between raising and
// clearing; what was judged gathers for InfluxDB, the latest value of each datastream for the websockets, and a warning goes out at once.
// The ticks come from inject nodes. Outputs: InfluxDB, websocket.
if (msg.topic === 'store') {
  const points = context.get('points')
  if (points.length === 0) return null
  context.set('points', [])
  return [{ payload: points }, null]
}
if (msg.topic === 'show') {
  const latest = context.get('latest')
  if (latest.size === 0) return null
  context.set('latest', new Map())
  return [null, { payload: JSON.stringify({ observations: [...latest.values()] }) }]
}
const { topic, payload } = msg.payload.packet
if (!topic.startsWith('stations/')) return null
let item
try {
  item = JSON.parse(payload.toString())
} catch (error) {
  node.warn(error.message)
  return null
}
const station = topic.slice('stations/'.length, topic.indexOf('/', 'stations/'.length))
const { ts, values } = item
const points = context.get('points')
const latest = context.get('latest')
const firing = context.get('firing')
const warnings = []
for (const name in values) {
  const value = values[name]
  const datastream = `${station}/${name}`
  for (const { rule, level, raiseAt, clearBelow } of context.get('rungs')) {
    const key = `${datastream} ${rule} ${level}`
    if (firing.has(key)) {
      if (value < clearBelow) firing.delete(key)
    } else if (value >= raiseAt) {
      firing.add(key)
      warnings.push({ datastream, rule, level, phenomenonTime: ts, value })
    }
  }
  points.push({ measurement: 'observation', tags: { datastream }, fields: { value }, timestamp: ts })
  latest.set(datastream, { datastream, phenomenonTime: ts, value })
}
const shown = warnings.length === 0 ? null : { payload: JSON.stringify({ warnings }) }
if (points.length < 5000) return shown === null ? null : [null, shown]
context.set('points', [])
return [{ payload: points }, shown]
