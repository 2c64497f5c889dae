import { calls, calls as contract, FLOWS_CALLS } from '@tocsin/contract'
import mqtt from 'mqtt'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { buttonFlow, type FlowItem, FlowsEditor, openCounterpart } from '../rig/flows.ts'
import { eventually } from '../rig/office.ts'
import { CalledVillage } from '../rig/village.ts'

let village: CalledVillage
let editor: FlowsEditor
let report: Awaited<ReturnType<typeof openCounterpart>>
let speaker: mqtt.MqttClient
const heard: Record<string, unknown>[] = []

beforeAll(async () => {
  village = await CalledVillage.open({ flows: true })
  editor = new FlowsEditor(village.engineer)
  report = await openCounterpart()
  await editor.reaches('running')
  const { secret } = await village.admin.call(calls.createSpeaker, {
    body: { id: 'square', name: '村口广场' },
  })
  speaker = await mqtt.connectAsync(`mqtt://127.0.0.1:${village.gateway.mqttPort}`, {
    clientId: 'speaker:square',
    username: 'speaker:square',
    password: secret,
  })
  speaker.on('message', (_topic, payload) => heard.push(JSON.parse(payload.toString())))
  await speaker.subscribeAsync('speaker/square/cmd', { qos: 1 })
})

afterAll(async () => {
  await speaker?.endAsync(true)
  await village.close()
  await report.close()
})

let tries = 0

/** Presses a button whose message goes through one node; answers what came of it: `done …`, or why it failed. */
async function through(node: Partial<FlowItem>, message: object): Promise<string> {
  // A node may report one failure twice, and the second time when the next one is tried already.
  const mine = `/${++tries}/`
  const flow = buttonFlow(`return ${JSON.stringify(message)}`).map((item) =>
    item.id === 'do' ? { ...item, wires: [['node']] } : item,
  )
  const rest: FlowItem[] = [
    { id: 'node', type: '', z: 'tab', name: '', x: 500, y: 100, wires: [['told']], ...node },
    // A node without an output is done when it says so.
    ...(node.type === 'loudspeaker'
      ? [{ id: 'done', type: 'complete', z: 'tab', scope: ['node'], x: 100, y: 200, wires: [['told']] }]
      : []),
    {
      id: 'failed',
      type: 'catch',
      z: 'tab',
      scope: ['node'],
      uncaught: false,
      x: 100,
      y: 300,
      wires: [['told']],
    },
    {
      ...(flow.find(({ id }) => id === 'do') as FlowItem),
      id: 'told',
      func: `const what = msg.error ? msg.error.message : 'done ' + (msg.state ?? '')\nreturn { url: ${JSON.stringify(report.url + mine)} + encodeURIComponent(what) }`,
      wires: [['tell']],
    },
    {
      id: 'tell',
      type: 'http request',
      z: 'tab',
      method: 'GET',
      ret: 'txt',
      url: '',
      senderr: true,
      wires: [[]],
    },
  ]
  await editor.deploy([...flow, ...rest])
  await editor.press('go')
  const told = await eventually('what came of it', () => report.asked.find((asked) => asked.startsWith(mine)))
  return decodeURIComponent(told.slice(mine.length))
}

const say = (text: string) =>
  through({ type: 'loudspeaker', speaker: 'square', language: 'zh' }, { payload: text })

it('a loudspeaker says nothing of flows before an administrator has opened it to them', async () => {
  expect(await say('河水上涨')).toMatch(/not open to flows/)
  const body = { name: '村口广场', flows: true }
  await expect(
    village.engineer.call(calls.changeSpeaker, { params: { id: 'square' }, body }),
  ).rejects.toThrow()
  await village.admin.call(calls.changeSpeaker, { params: { id: 'square' }, body })
  expect(await say('河水上涨')).toMatch(/^done/)
  const [command] = await eventually('the loudspeaker', () => (heard.length > 0 ? heard : undefined))
  expect(command).toMatchObject({ text: '【自动播报】河水上涨', priority: 0, level: 'none' })
})

it('people and their tokens announce nothing by this way', async () => {
  const body = { text: '河水上涨' }
  await expect(village.admin.call(calls.announce, { params: { id: 'square' }, body })).rejects.toThrow(
    /Only flows/,
  )
})

it('what somebody answered by another system is entered by a flow, and the record says so', async () => {
  await village.level(4.6)
  await village.pass(2)
  const [warning] = await village.operator.openWarnings()
  const person = village.persons['李小梅']
  const message = { payload: 'on-post', person, warning: warning?.id }

  // While somebody is being called the loudspeaker is the office's.
  await village.pass(61)
  expect(await say('河水上涨')).toMatch(/a call-out is going on/)

  expect(await through({ type: 'answer' }, { ...message, person: village.persons['刘镇长'] })).toMatch(
    /is not called/,
  )
  expect(await through({ type: 'answer' }, { ...message, payload: 'yes' })).toMatch(/code/)
  expect(await through({ type: 'answer' }, message)).toBe('done answered')
  const callout = await village.callout()
  const called = callout.persons.find((one) => one.person === person)
  expect(called).toMatchObject({ state: 'answered', answers: [{ code: 'on-post', recordedBy: 'Node-RED' }] })
})

it('the token of the flows opens its few calls, and no others', async () => {
  const { access, httpPort } = village.gateway
  const loan = access.loans.lend({
    kind: 'machine',
    id: 'flows',
    name: 'Node-RED',
    role: 'administrator',
    grant: 'flows:test',
    only: new Set(FLOWS_CALLS),
  })
  const headers = { authorization: `Bearer ${loan.secret}`, 'content-type': 'application/json' }
  const opened: string[] = []
  for (const [name, { method, path, role }] of Object.entries(contract)) {
    if (role === 'public') continue
    const url = `http://127.0.0.1:${httpPort}${path.replaceAll(/:\w+/g, 'none')}`
    const response = await fetch(url, { method, headers, ...(method === 'GET' ? {} : { body: '{}' }) })
    if (response.status !== 403) opened.push(name)
  }
  expect(opened.sort()).toEqual([...FLOWS_CALLS].sort())
  for (const path of ['/metrics', '/flows/settings', '/api/warnings.csv']) {
    const response = await fetch(`http://127.0.0.1:${httpPort}${path}`, { headers })
    expect([403, 404]).toContain(response.status)
  }
  loan.end()
  expect((await fetch(`http://127.0.0.1:${httpPort}/api/stations`, { headers })).status).toBe(401)
})

it('a flow reads nothing of the box but its own folder, and starts no program', async () => {
  const { folder } = village
  // What a function node cannot reach by itself, a node that is there can try for it.
  const read = {
    type: 'file in',
    filename: `${folder.path}/people.key`,
    filenameType: 'str',
    format: 'utf8',
    allProps: false,
  }
  expect(await through(read, { payload: '' })).toMatch(/ERR_ACCESS_DENIED|restricted/)
  const own = {
    type: 'file',
    filename: 'note.txt',
    filenameType: 'str',
    createDir: true,
    overwriteFile: 'true',
    encoding: 'none',
  }
  expect(await through(own, { payload: 'mine' })).toMatch(/^done/)
  const nodes = JSON.stringify(
    await (await editor.request('nodes', { headers: { accept: 'application/json' } })).json(),
  )
  expect(nodes).not.toContain('"exec"')
})
