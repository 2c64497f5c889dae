import { calls } from '@tocsin/contract'
import type { FlowNode, NodeConfig, Red } from '../src/red.ts'

interface Response {
  json(body: unknown): void
  status(code: number): Response
}
interface Admin {
  readonly httpAdmin: { get(path: string, ...handlers: unknown[]): void }
  readonly auth: { needsPermission(permission: string): unknown }
}

/** The account of a station (config node): its id, and its secret as a credential. Flows publish under it. */
export default function tocsinStation(red: Red & Admin): void {
  red.nodes.registerType(
    'tocsin station',
    function (this: FlowNode, config: NodeConfig) {
      red.nodes.createNode(this, config)
      Object.assign(this, { station: config['station'] })
    },
    { credentials: { secret: { type: 'password' } } },
  )

  // What the editor offers to choose from.
  const { tocsin } = red.settings
  const offers: Record<string, () => Promise<{ id: string; name: string }[]>> = {
    stations: async () => (await tocsin.call(calls.listStations, {})).stations,
    speakers: async () => (await tocsin.call(calls.listSpeakers, {})).speakers.filter(({ flows }) => flows),
  }
  for (const [kind, list] of Object.entries(offers)) {
    red.httpAdmin.get(
      `/tocsin/${kind}`,
      red.auth.needsPermission('flows.read'),
      async (_request: unknown, response: Response) => {
        try {
          response.json((await list()).map(({ id, name }) => ({ id, name })))
        } catch {
          // The field is typed by hand then.
          response.status(503).json([])
        }
      },
    )
  }
}
