import type {
  CallAnswer,
  ConsoleCall,
  DeskView,
  ServerToClient,
  SocketReply,
  SoundReport,
  StationView,
  Watch,
} from '@tocsin/contract'
import { socketEvents } from '@tocsin/contract'
import { io, type Socket } from 'socket.io-client'
import { deskKey } from '../api/desk-queries.ts'
import { keys, queryClient } from '../api/queries.ts'
import { withCall } from '../desk/desk-model.ts'
import { serverNow } from '../time/server-clock.ts'
import { applyWarning } from '../warnings/warning-cache.ts'
import { isNext, type Link, smoothDelay } from './link-model.ts'
import { LiveStore } from './live-store.ts'

// A hidden page gets no animation frames; its title and its sounds still need the values.
export const liveStore = new LiveStore((wake) =>
  document.hidden ? setTimeout(wake, 1000) : requestAnimationFrame(wake),
)

let link: Link = { state: 'connecting', since: serverNow() }
const linkListeners = new Set<() => void>()
const resyncListeners = new Set<() => void>()

export const linkStore = {
  get: () => link,
  subscribe(listener: () => void): () => void {
    linkListeners.add(listener)
    return () => linkListeners.delete(listener)
  },
}

/** Called after a reconnection or a missed event: what was read before may have a hole. */
export function onResync(listener: () => void): () => void {
  resyncListeners.add(listener)
  return () => resyncListeners.delete(listener)
}

function setLink(next: Link): void {
  link = next
  for (const listener of linkListeners) listener()
}

/** The state again, over HTTP: the socket is a hint, HTTP is the truth. */
function resync(): void {
  void queryClient.invalidateQueries({ queryKey: keys.openWarnings })
  void queryClient.invalidateQueries({ queryKey: keys.closedWarnings })
  void queryClient.invalidateQueries({ queryKey: ['warning'] })
  void queryClient.invalidateQueries({ queryKey: keys.stations })
  void queryClient.invalidateQueries({ queryKey: keys.site })
  void queryClient.invalidateQueries({ queryKey: ['annotations'] })
  readBox()
  for (const queryKey of CALLED) void queryClient.invalidateQueries({ queryKey })
  for (const listener of resyncListeners) listener()
}

/** Whether villages can be warned, and what is wrong with the box. */
function readBox(): void {
  for (const queryKey of [keys.boxWarnings, keys.boxSummary, keys.blindSpots, keys.consoles]) {
    void queryClient.invalidateQueries({ queryKey })
  }
}

/** What this client sends: it always wants the answer. */
interface Requests {
  watch(request: Watch, answer: SocketReply): void
  'call-drawn'(call: { key: string }, answer: SocketReply): void
  'call-opened'(call: { key: string }, answer: SocketReply): void
  'call-answer'(answer: CallAnswer, reply: SocketReply): void
  sound(report: SoundReport, reply: SocketReply): void
}

/** The one socket of this page while it is signed in. */
let open: Socket<ServerToClient, Requests> | undefined

/** Says something of a call to whoever sits here, or of this console; rejects when it was refused, or nobody heard it. */
export async function ask(name: 'call-drawn' | 'call-opened', body: { readonly key: string }): Promise<void>
export async function ask(name: 'call-answer', body: CallAnswer): Promise<void>
export async function ask(name: 'sound', body: SoundReport): Promise<void>
export async function ask(
  name: keyof Omit<Requests, 'watch'>,
  body: CallAnswer | SoundReport | { readonly key: string },
): Promise<void> {
  if (open === undefined) throw new Error('not connected')
  const socket: Socket = open as unknown as Socket
  const reply: Parameters<SocketReply>[0] = await socket.timeout(PROBE_PATIENCE_MS).emitWithAck(name, body)
  if (reply.problem) throw new Error(reply.problem.detail ?? reply.problem.title)
}

/** What a change of the duty desk may concern. */
const CALLED = [deskKey, ['callouts'], ['callout'], ['telephone']]

/** Between two readings of it. */
const CALLED_EVERY_MS = 150
const CALLED_PATIENCE_MS = 3000

/** How often the link is tried when nothing else tells that it is alive. */
const PROBE_MS = 5000
const PROBE_PATIENCE_MS = 4500
const RECONNECT_MS = 2000
/** What changed of stations (connected, faulty) is shown this often at most. */
const STATIONS_EVERY_MS = 250

let readingCalled = false
let calledAgain = false

/**
 * Reads what a change of the duty desk may concern: at once, and for changes that come meanwhile once more when that has come. Each change that cancelled
 * the reading before it would leave a board of many answers without any.
 */
function readCalled(): void {
  calledAgain = readingCalled
  if (readingCalled) return
  readingCalled = true
  const reading = Promise.all(CALLED.map((queryKey) => queryClient.invalidateQueries({ queryKey })))
  // Without a link a reading waits for it.
  const patience = new Promise((resolve) => setTimeout(resolve, CALLED_PATIENCE_MS))
  void Promise.race([reading, patience]).finally(() => {
    setTimeout(() => {
      readingCalled = false
      if (calledAgain) readCalled()
    }, CALLED_EVERY_MS)
  })
}

/** Opens the one socket of this page; the answer closes it. */
export function connect(): () => void {
  const socket: Socket<ServerToClient, Requests> = io({
    transports: ['websocket'],
    reconnectionDelay: 500,
    reconnectionDelayMax: 3000,
  })
  open = socket
  let last: number | null = null
  let delayMs: number | null = null

  const down = () => {
    if (link.state !== 'down') setLink({ state: 'down', since: serverNow() })
  }
  const alive = () => {
    if (link.state === 'live') return
    setLink({ state: 'live', since: serverNow(), delayMs })
    resync()
  }
  const arrived = (seq: number) => {
    if (!isNext(seq, last)) resync()
    last = seq
  }

  // Watching is idempotent, and its answer carries the last number sent to us: asked every few seconds it proves the link alive long
  // before a TCP timeout would say otherwise, and finds a lost last event that no later one betrays.
  const watch = (first: boolean) => {
    socket.timeout(PROBE_PATIENCE_MS).emit('watch', { stations: '*' }, (failure: Error | null, reply) => {
      if (!socket.connected) return
      if (failure !== null) {
        down()
        return
      }
      if (!first && last !== null && reply.seq > last) {
        last = reply.seq
        if (link.state === 'live') resync()
      }
      alive()
    })
  }

  socket.on('connect', () => {
    last = null
    watch(true)
    // It may have started anew, and be the demonstration now or no longer.
    void queryClient.invalidateQueries({ queryKey: keys.site })
  })
  socket.on('disconnect', (reason) => {
    down()
    // The gateway ended it, mostly because the session has ended. Socket.IO does not come back from that by itself; HTTP tells whether
    // somebody has to sign in again.
    if (reason === 'io server disconnect') {
      void queryClient.invalidateQueries({ queryKey: keys.session })
      setTimeout(() => socket.connect(), RECONNECT_MS)
    }
  })
  socket.on('connect_error', () => {
    if (link.state === 'live') down()
    // A refused handshake may mean that the session has ended; HTTP will tell.
    void queryClient.invalidateQueries({ queryKey: keys.session })
  })

  // The server may pass one more argument: a callback that says "handled, send on".
  type Acknowledge = (() => void) | undefined
  socket.on('observations', (...received: unknown[]) => {
    const [message, acknowledge] = received as [Parameters<ServerToClient['observations']>[0], Acknowledge]
    arrived(message.seq)
    liveStore.apply(message.observations)
    let newest = Number.NEGATIVE_INFINITY
    for (const { receivedAt } of message.observations) newest = Math.max(newest, receivedAt)
    if (Number.isFinite(newest)) {
      delayMs = smoothDelay(delayMs, serverNow() - newest)
      if (link.state === 'live') setLink({ ...link, delayMs })
    }
    acknowledge?.()
  })
  socket.on('warning', (...received: unknown[]) => {
    const [message, acknowledge] = received
    const parsed = socketEvents.warning.safeParse(message)
    if (parsed.success) {
      arrived(parsed.data.seq)
      applyWarning(queryClient, parsed.data.warning, parsed.data.event)
    } else {
      // A newer gateway may say more than this page understands; what it means is read over HTTP.
      resync()
    }
    ;(acknowledge as Acknowledge)?.()
  })
  socket.on('station', (...received: unknown[]) => {
    const [message, acknowledge] = received as [Parameters<ServerToClient['station']>[0], Acknowledge]
    arrived(message.seq)
    liveStore.seed([message.station])
    changedStations.set(message.station.id, message.station)
    flushing ??= setTimeout(flushStations, STATIONS_EVERY_MS)
    acknowledge?.()
  })

  socket.on('box', (...received: unknown[]) => {
    const [message, acknowledge] = received as [Parameters<ServerToClient['box']>[0], Acknowledge]
    arrived(message.seq)
    readBox()
    acknowledge?.()
  })
  socket.on('annotations', (...received: unknown[]) => {
    const [message, acknowledge] = received as [{ seq: number; station: string }, Acknowledge]
    arrived(message.seq)
    void queryClient.invalidateQueries({ queryKey: ['annotations', message.station] })
    ;(acknowledge as Acknowledge)?.()
  })
  socket.on('call', (...received: unknown[]) => {
    const [message, acknowledge] = received as [{ seq: number; call: ConsoleCall }, Acknowledge]
    arrived(message.seq)
    queryClient.setQueryData<DeskView>(deskKey, (known) => withCall(known, message.call))
    ;(acknowledge as Acknowledge)?.()
  })
  socket.on('desk', (...received: unknown[]) => {
    const [message, acknowledge] = received as [{ seq: number }, Acknowledge]
    arrived(message.seq)
    // Whoever looks at a call-out sees it change as well.
    readCalled()
    ;(acknowledge as Acknowledge)?.()
  })

  socket.on('consoles', (...received: unknown[]) => {
    const [message, acknowledge] = received as [{ seq: number }, Acknowledge]
    arrived(message.seq)
    void queryClient.invalidateQueries({ queryKey: keys.consoles })
    ;(acknowledge as Acknowledge)?.()
  })

  // A thousand stations that come back together are one change of the list, not a thousand.
  const changedStations = new Map<string, StationView>()
  let flushing: ReturnType<typeof setTimeout> | undefined
  function flushStations(): void {
    flushing = undefined
    queryClient.setQueryData<StationView[]>(keys.stations, (known) => replaced(known, changedStations))
    changedStations.clear()
  }

  const probe = setInterval(() => socket.connected && watch(false), PROBE_MS)
  const offline = () => down()
  const online = () => (socket.connected ? watch(false) : socket.connect())
  // Timers of a hidden page sleep; whoever comes back should not wait for the next one.
  const visible = () => {
    if (!document.hidden) online()
  }
  window.addEventListener('offline', offline)
  window.addEventListener('online', online)
  document.addEventListener('visibilitychange', visible)

  return () => {
    clearInterval(probe)
    clearTimeout(flushing)
    window.removeEventListener('offline', offline)
    window.removeEventListener('online', online)
    document.removeEventListener('visibilitychange', visible)
    socket.close()
    if (open === socket) open = undefined
    setLink({ state: 'connecting', since: serverNow() })
  }
}

/** The list with what changed of it; stations that are new stand at its end. */
function replaced(
  known: StationView[] | undefined,
  changed: ReadonlyMap<string, StationView>,
): StationView[] | undefined {
  if (known === undefined) return undefined
  const ids = new Set(known.map(({ id }) => id))
  const added = [...changed.values()].filter(({ id }) => !ids.has(id))
  return [...known.map((one) => changed.get(one.id) ?? one), ...added]
}
