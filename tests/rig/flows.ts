import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { calls, FLOWS_PATH, type FlowsView } from '@tocsin/contract'
import { eventually, type Office } from './office.ts'

/** A node of a flow, or a tab, as Node-RED keeps it. */
export interface FlowItem {
  readonly id: string
  readonly type: string
  readonly [property: string]: unknown
}

/** An engineer at Node-RED's editor, by its own HTTP interface under the gateway's address. */
export class FlowsEditor {
  readonly #office: Office

  constructor(office: Office) {
    this.#office = office
  }

  request(path: string, init: RequestInit = {}): Promise<Response> {
    const { url, cookie } = this.#office
    return fetch(`${url}${FLOWS_PATH}${path}`, {
      redirect: 'manual',
      ...init,
      headers: { cookie, origin: url, 'content-type': 'application/json', ...init.headers },
    })
  }

  /** An example as Import → Examples gives it. */
  async example(name: string): Promise<FlowItem[]> {
    const response = await this.request(`library/examples/flows/@tocsin/flows/${name}`)
    if (!response.ok) throw new Error(`example ${name}: ${response.status} ${await response.text()}`)
    return (await response.json()) as FlowItem[]
  }

  /** Imports an example, its tab's environment set as its comment says, and deploys it in place of everything else. */
  async importExample(
    name: string,
    environment: Readonly<Record<string, string>>,
    change: (item: FlowItem) => FlowItem = (item) => item,
  ): Promise<void> {
    const items = await this.example(name)
    await this.deploy(
      items.map((item) =>
        change(
          item.type === 'tab'
            ? {
                ...item,
                env: (item['env'] as { name: string; value: string }[]).map((one) => ({
                  ...one,
                  value: environment[one.name] ?? one.value,
                })),
              }
            : item,
        ),
      ),
    )
  }

  async deploy(flows: readonly FlowItem[]): Promise<void> {
    const response = await this.request('flows', {
      method: 'POST',
      headers: { 'node-red-api-version': 'v2', 'node-red-deployment-type': 'full' },
      body: JSON.stringify({ flows }),
    })
    if (!response.ok) throw new Error(`deploy: ${response.status} ${await response.text()}`)
  }

  /** Presses the button of an `inject` node. */
  async press(id: string): Promise<void> {
    // A deploy answers before what it brought has started.
    await eventually(`the button ${id}`, async () => {
      const { status } = await this.request(`inject/${id}`, { method: 'POST', body: '{}' })
      return status === 200 ? true : undefined
    })
  }

  view(): Promise<FlowsView> {
    return this.#office.call(calls.readFlows, {})
  }

  /** Waits until it is in that state. */
  async reaches(state: FlowsView['state'], limit = 30_000): Promise<FlowsView> {
    return eventually(
      `flows to be ${state}`,
      async () => {
        const view = await this.view()
        return view.state === state ? view : undefined
      },
      limit,
    )
  }
}

/** A device or service that flows call over HTTP, on the loopback: it keeps what it was asked. */
export async function openCounterpart(
  answer: (request: IncomingMessage, response: ServerResponse) => void = (_request, response) =>
    response.end('ok'),
) {
  const asked: string[] = []
  const server = createServer((request, response) => {
    asked.push(request.url ?? '')
    answer(request, response)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    asked,
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close() {
      server.closeAllConnections()
      return new Promise<void>((resolve) => server.close(() => resolve()))
    },
  }
}

/** A flow that does one thing when its button `go` is pressed. */
export function buttonFlow(code: string): FlowItem[] {
  return [
    { id: 'tab', type: 'tab', label: 'test', disabled: false, info: '', env: [] },
    {
      id: 'go',
      type: 'inject',
      z: 'tab',
      name: '',
      props: [{ p: 'payload' }],
      repeat: '',
      crontab: '',
      once: false,
      payload: '',
      payloadType: 'date',
      x: 100,
      y: 100,
      wires: [['do']],
    },
    {
      id: 'do',
      type: 'function',
      z: 'tab',
      name: 'do',
      func: code,
      outputs: 1,
      timeout: 0,
      noerr: 0,
      initialize: '',
      finalize: '',
      libs: [],
      x: 300,
      y: 100,
      wires: [[]],
    },
  ]
}
