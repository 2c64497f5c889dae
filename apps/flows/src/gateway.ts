import { EventEmitter } from 'node:events'
import { type Answer, calls, createClient, type LiveObservation, type ServerToClient } from '@tocsin/contract'
import { io } from 'socket.io-client'
import type { FlowsLog } from './limited-log.ts'

type Perform = ReturnType<typeof createClient>
type WarningEvent = Parameters<ServerToClient['warning']>[0]
type OpenWarning = Answer<typeof calls.listWarnings>['warnings'][number]

/** What changes at the gateway, and the state of the link to it. */
interface Told {
  observations: [readonly LiveObservation[]]
  warning: [Pick<WarningEvent, 'warning' | 'event'>]
  /** After each connection: what is open. Whatever happened while there was none is in it. */
  open: [readonly OpenWarning[]]
  link: [boolean]
}

/** The gateway as the nodes of this package see it: the calls that its token may make, and what happens there. */
export interface Gateway {
  readonly call: Perform
  /** Publishes a reading under a station's own id and secret; resolves when it is on disk. */
  publish(station: string, secret: string, body: unknown): Promise<Published>
  readonly linked: boolean
  on<N extends keyof Told>(event: N, listener: (...told: Told[N]) => void): () => void
  /** Asks to be told of a station's observations; `*` of all. The answer takes it back. */
  watch(stations: readonly string[] | '*'): () => void
  /** What is open now, for who has just begun to listen; undefined while there is no link. */
  open(): Promise<readonly OpenWarning[]>
  close(): void
}

/** How many readings were taken, and what could not be read of the rest. */
export interface Published {
  readonly readings: number
  readonly rejections: readonly { readonly path: string; readonly reason: string }[]
}

export interface GatewayOptions {
  readonly url: string
  readonly token: string
  readonly log: FlowsLog
}

/** The gateway answers within this, or the call has failed. */
const ANSWER_WITHIN_MS = 10_000

export function connectGateway({ url, token, log }: GatewayOptions): Gateway {
  const bounded: typeof fetch = (input, init) =>
    fetch(input, { ...init, signal: AbortSignal.timeout(ANSWER_WITHIN_MS) })
  const headers = { authorization: `Bearer ${token}` }
  const call = createClient({ baseUrl: url, headers, fetch: bounded })
  const events = new EventEmitter<Told>()
  events.setMaxListeners(0)
  const watched = new Map<symbol, readonly string[] | '*'>()
  let asked = ''

  const socket = io(url, { transports: ['websocket'], extraHeaders: headers })
  const open = async () => {
    const { warnings } = await call(calls.listWarnings, { query: { state: 'open', limit: 1000 } })
    return warnings
  }
  socket.on('connect', () => {
    asked = ''
    watchAnew()
    events.emit('link', true)
    open().then(
      (warnings) => events.emit('open', warnings),
      (error: Error) => log.warn(`open warnings could not be read: ${error.message}`),
    )
  })
  socket.on('disconnect', (reason) => {
    events.emit('link', false)
    // Cut off by the gateway, because it was slow: socket.io does not come back by itself then.
    if (reason === 'io server disconnect') setTimeout(() => socket.connect(), 1000)
  })
  socket.on('observations', ({ observations }: Parameters<ServerToClient['observations']>[0], taken) => {
    events.emit('observations', observations)
    taken?.()
  })
  socket.on('warning', (told: WarningEvent) => events.emit('warning', told))

  function watchAnew(): void {
    const all = [...watched.values()]
    const stations = all.includes('*') ? '*' : [...new Set(all.flat())].sort()
    const request = JSON.stringify(stations)
    if (!socket.connected || request === asked) return
    asked = request
    socket.emit('watch', { stations }, ({ problem }: { problem?: { title: string } }) => {
      if (problem) log.warn(`stations cannot be watched: ${problem.title}`)
    })
  }

  return {
    call,
    get linked() {
      return socket.connected
    },
    open,
    async publish(station, secret, body) {
      const response = await bounded(`${url}/api/ingest/${encodeURIComponent(station)}?format=json`, {
        method: 'POST',
        headers: { authorization: `Bearer ${secret}`, 'content-type': 'application/json' },
        body: JSON.stringify(body),
      })
      const answer = (await response.json()) as Published & { title?: string; detail?: string }
      if (!response.ok)
        throw new Error(answer.detail ?? answer.title ?? `the gateway answered ${response.status}`)
      return answer
    },
    on(event, listener) {
      events.on(event, listener as never)
      return () => events.off(event, listener as never)
    },
    watch(stations) {
      const key = Symbol('watch')
      watched.set(key, stations)
      watchAnew()
      return () => {
        watched.delete(key)
        watchAnew()
      }
    },
    close: () => void socket.close(),
  }
}

/** Why a call to the gateway failed, for a status and a catch node. */
export function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
