import type { Server as HttpServer, IncomingMessage } from 'node:http'
import {
  type BoxSummary,
  type CallAnswer,
  type ConsoleCall,
  type ConsoleView,
  type Problem,
  type SoundReport,
  type StationView,
  socketRequests,
} from '@tocsin/contract'
import {
  type DurationMs,
  MINUTE,
  type Observation,
  type StationId,
  type Warning,
  type WarningEvent,
} from '@tocsin/core'
import { Server } from 'socket.io'
import type { Access } from '../access/access.ts'
import { isOwnOrigin } from '../access/origin.ts'
import type { Desk, DeskRefusal } from '../callout/desk.ts'
import type { Clock } from '../clock.ts'
import type { Services } from '../http/services.ts'
import type { Log } from '../log.ts'
import { type ClientLimits, LiveClient } from './client.ts'
import { createHandshake } from './handshake.ts'
import { LatestValues } from './latest-values.ts'
import { Decoder, Encoder } from './packet-codec.ts'
import { registerRequest } from './requests.ts'
import { bodyOf } from './shared-message.ts'
import { consoleOf, quietFirst } from './shift-consoles.ts'
import { keyOf, type Watched, WatchGroup } from './watch-group.ts'

/** A `watch` may name a thousand stations. */
const MAX_MESSAGE_BYTES = 64 * 1024
/** Whoever has a live page open is there: their session stays awake, until it ends for good. */
const RECHECK_EVERY: DurationMs = MINUTE

<<<<<<< HEAD
/** While a county is called much changes; what the desk has to look at, and who sits there, is read again so often at most. */
const PULSE_MS = 1000
=======
/** While a county is called much changes; what the desk has to look at is read again so often at most. */
const DESK_EVERY_MS = 400
>>>>>>> 28edf48 (Tell boards of answers within a second; no page of a walk asks beyond the loopback; weigh the answer page)

/** How long a group's batches may hold up everything else. */
const SENDING_AT_ONCE_MS = 3

/** What members of a group that have seen the same are sent, and the change up to which they have seen everything then. */
interface Batch {
  /** Undefined: nothing of what changed concerns them. */
  readonly body: string | undefined
  readonly upTo: number
}

/** A page that is loaded anew, or changes its network, is not gone. */
const AWAY_FOR: DurationMs = 30_000

/** Limits of the wire, in real time. */
export interface LiveLimits extends ClientLimits {
  /** Least time between two batches to one client. */
  readonly batchEveryMs: DurationMs
  /** How long a connection may stay open without saying who it is. */
  readonly handshakeWithinMs: DurationMs
}
const LIMITS: LiveLimits = {
  batchEveryMs: 100,
  handshakeWithinMs: 5000,
  unackedBatches: 3,
  waitingEvents: 20_000,
  ackWithinMs: 10_000,
  requestsAMinute: 120,
}

export interface LiveOptions {
  /** Not yet listening, or already. */
  readonly server: HttpServer
  readonly access: Access
  readonly clock: Clock
  readonly log: Log
  readonly services: { readonly registry: Pick<Services['registry'], 'station'> }
  /** Without it nobody is called at the console. */
  readonly desk?: Pick<Desk, 'drawn' | 'opened' | 'answered'>
  readonly limits?: Partial<LiveLimits>
}

/** What the consoles are and were sent. */
export interface LiveStats {
  readonly clients: number
  /** Who watch the same. */
  readonly groups: number
  /** Batches of observations and other messages since the start, and clients that took nothing and were let go of. */
  readonly batches: number
  readonly events: number
  readonly cutOff: number
}

/** Passes on to the consoles what has just happened. A hint, never the record: whoever misses something reads it over HTTP. */
export interface Live {
  /** Coalesced: latest value per datastream, at most ten batches a second to each client. */
  observations(batch: readonly Observation[]): void
  /** To everybody, at once, in order. */
  warning(warning: Warning, event: WarningEvent): void
  /** To everybody, at once, in order. */
  station(view: StationView): void
  /** To everybody, at once, in order. */
  box(summary: BoxSummary): void
  /** Lets clients in at another server of this process too. */
  attach(server: HttpServer): void
  /** To everybody, at once, in order: what is written on the station's charts has changed. */
  annotations(station: StationId): void
  /** People who have a console open, by user name; also those whose page was there a moment ago and may be loading anew. */
  users(): string[]
  /** Shows each user what `callFor` says of a call, on every one of their screens; answers how many screens there are. */
  call(callFor: (user: string) => ConsoleCall | undefined): number
  /** To everybody, at most once a second: what concerns the duty desk has changed. */
  desk(): void
  /** The open consoles of the shift; those that cannot be heard come first. */
  consoles(): ConsoleView[]
  stats(): LiveStats
  stop(): Promise<void>
}

export function createLive(options: LiveOptions): Live {
  const { server, access, clock, log, services } = options
  const limits = { ...LIMITS, ...options.limits }
  const clients = new Set<LiveClient>()
  const groups = new Map<string, WatchGroup>()
  const timers = new Set<NodeJS.Timeout>()
  /** When somebody's screen was last closed. */
  const left = new Map<string, number>()
  let batches = 0
  let events = 0
  let cutOff = 0

  const watchersOf = (station: StationId) => {
    const area = services.registry.station(station)?.area
    return [...groups.values()].filter((group) => group.covers(station, area))
  }
  const latest = new LatestValues<WatchGroup>(watchersOf)
  const areas = new Map<StationId, string>()

  // -- who is connected

  const wire = {
    serveClient: false,
    // Polling would be a second way in, with requests of its own to guard.
    transports: ['websocket' as const],
    maxHttpBufferSize: MAX_MESSAGE_BYTES,
    connectTimeout: limits.handshakeWithinMs,
    // The HTTP server hands out upgrades.
    destroyUpgrade: false,
    parser: { Encoder, Decoder },
    allowRequest: (request: IncomingMessage, decide: (error: null, allowed: boolean) => void) =>
      decide(null, isOwnOrigin(request)),
  }
  const io = new Server(server, wire)
  const handshake = createHandshake(access)
  io.use(handshake.middleware)
  const { desk } = options
  const requests = [
    registerRequest('watch', socketRequests.watch, (client, watched: Watched) => {
      watch(client, watched)
      return undefined
    }),
    registerRequest('call-drawn', socketRequests['call-drawn'], ({ caller }, { key }: { key: string }) =>
      refused(desk?.drawn(key, caller.id)),
    ),
    registerRequest('call-opened', socketRequests['call-opened'], ({ caller }, { key }: { key: string }) =>
      refused(desk?.opened(key, caller.id)),
    ),
    registerRequest('call-answer', socketRequests['call-answer'], ({ caller }, answer: CallAnswer) =>
      refused(desk?.answered(answer, caller.id)),
    ),
    registerRequest('sound', socketRequests.sound, (client, report: SoundReport) => {
      const { sound } = client
      client.sound = report
      if (sound?.sound !== report.sound || sound.hidden !== report.hidden) stirConsoles()
      return undefined
    }),
  ]
  const stirDesk = pulse('desk')
  const stirConsoles = pulse('consoles')

  io.on('connection', (socket) => {
    const caller = handshake.callerOf(socket)
    // Signed out between the handshake and now.
    if (caller === undefined || access.renew(caller) === undefined) {
      socket.disconnect(true)
      return
    }
    const client = new LiveClient(socket, caller, clock.now(), limits, credited)
    clients.add(client)
    socket.on('error', (error) => log.warn('live.client-error', { user: caller.id, error: error.message }))
    socket.on('disconnect', (reason) => {
      clients.delete(client)
      if (client.wasCutOff) cutOff++
      if (client.caller.kind === 'person') left.set(client.caller.id, clock.now())
      leave(client)
      if (client.sound !== undefined) stirConsoles()
      log.info('live.disconnected', { user: caller.id, reason })
    })
    for (const request of requests) {
      socket.on(request.name, (body: unknown, answer: unknown) => {
        if (client.mayAsk()) request.serve(client, body, answer)
        else client.cutOff()
      })
    }
    log.info('live.connected', { user: caller.id })
  })

  const stopListening = access.onEnded((grant) => {
    for (const client of clients) if (client.caller.grant === grant) client.socket.disconnect(true)
  })
  let cancelRecheck = clock.after(RECHECK_EVERY, recheck)
  function recheck(): void {
    for (const client of clients) {
      const caller = access.renew(client.caller)
      if (caller === undefined) client.socket.disconnect(true)
      else client.caller = caller
    }
    cancelRecheck = clock.after(RECHECK_EVERY, recheck)
  }

  // -- who watches what

  function watch(client: LiveClient, watched: Watched): void {
    const key = keyOf(watched)
    // The same again is how a client asks whether it is still connected.
    if (client.group?.key === key) return
    leave(client)
    let group = groups.get(key)
    if (group === undefined) {
      group = new WatchGroup(key, watched)
      groups.set(key, group)
      latest.rewatch()
    }
    group.members.add(client)
    client.group = group
    // What was before, it reads over HTTP.
    client.seen = latest.change
  }

  function leave(client: LiveClient): void {
    const { group } = client
    if (group === undefined) return
    client.group = undefined
    group.members.delete(client)
    if (group.members.size > 0) return
    groups.delete(group.key)
    latest.rewatch()
  }

  // -- what they are sent

  /** The first change at once, the next ones together. Not in the midst of judging: what waits there is more than a screen. */
  function stir(group: WatchGroup): void {
    group.stirred = true
    if (group.pausing) return
    group.pausing = true
    setImmediate(flush, group)
  }

  function flush(group: WatchGroup): void {
    group.stirred = false
    sendInTurn(group, [...group.members], new Map())
  }

  /**
   * Most members have seen the same: their batch is made once. Fifty large batches take the better part of the time between two, which a
   * warning, or an acknowledgement, must not wait for: so they go out a few milliseconds' worth a turn of the event loop.
   */
  function sendInTurn(group: WatchGroup, waiting: LiveClient[], made: Map<number, Batch>): void {
    const until = performance.now() + SENDING_AT_ONCE_MS
    for (let client = waiting.pop(); client !== undefined; client = waiting.pop()) {
      send(client, group, made)
      if (waiting.length > 0 && performance.now() >= until) {
        setImmediate(sendInTurn, group, waiting, made)
        return
      }
    }
    const timer = setTimeout(() => {
      timers.delete(timer)
      if (group.stirred) flush(group)
      else group.pausing = false
    }, limits.batchEveryMs)
    timers.add(timer)
  }

  function send(client: LiveClient, group: WatchGroup, made: Map<number, Batch>): void {
    // It may have gone, or watch something else, since its turn was fixed.
    if (client.group !== group || client.seen === latest.change || !client.mayTakeBatch) return
    let batch = made.get(client.seen)
    if (batch === undefined) {
      const values = latest.since(client.seen, group)
      const body = values.length === 0 ? undefined : `"observations":[${values.join(',')}]`
      batch = { body, upTo: latest.change }
      made.set(client.seen, batch)
    }
    client.seen = batch.upTo
    if (batch.body === undefined) return
    client.sendBatch(batch.body)
    batches++
  }

  /** A client that was slow has caught up: what it missed meanwhile is due. */
  function credited(client: LiveClient): void {
    if (client.group !== undefined && client.seen < latest.change) stir(client.group)
  }

  function toEverybody(
    name: 'warning' | 'station' | 'box' | 'annotations',
    fields: Readonly<Record<string, unknown>>,
  ): void {
    if (clients.size === 0) return
    const body = bodyOf(fields)
    for (const client of clients) client.sendEvent(name, body)
    events += clients.size
  }

<<<<<<< HEAD
  /** Tells everybody to read something again: the first change at once, the next ones together a second later. */
  function pulse(name: 'desk' | 'consoles'): () => void {
    let stirred = false
    let resting = false
    return function beat(): void {
      stirred = true
      if (resting) return
      stirred = false
      resting = true
      for (const client of clients) client.sendEvent(name, bodyOf({ changed: true }))
      events += clients.size
      const timer = setTimeout(() => {
        timers.delete(timer)
        resting = false
        if (stirred) beat()
      }, PULSE_MS)
      timers.add(timer)
    }
=======
  /** The first change at once, the next ones together a moment later: an answer stands on every board within a second. */
  function stirDesk(): void {
    stirred = true
    if (resting) return
    stirred = false
    resting = true
    for (const client of clients) client.sendEvent('desk', bodyOf({ changed: true }))
    events += clients.size
    const timer = setTimeout(() => {
      timers.delete(timer)
      resting = false
      if (stirred) stirDesk()
    }, DESK_EVERY_MS)
    timers.add(timer)
>>>>>>> 28edf48 (Tell boards of answers within a second; no page of a walk asks beyond the loopback; weigh the answer page)
  }

  return {
    observations(batch) {
      // Nobody looks: nothing to coalesce.
      if (groups.size === 0) return
      for (const group of latest.take(batch)) stir(group)
    },

    warning(warning, event) {
      toEverybody('warning', { warning, event })
    },

    station(view) {
      if (areas.get(view.id) !== view.area) {
        areas.set(view.id, view.area)
        latest.rewatch(view.id)
      }
      toEverybody('station', { station: view })
    },

    box(summary) {
      toEverybody('box', { summary })
    },

    attach(other) {
      io.engine.attach(other, { path: '/socket.io/', destroyUpgrade: false })
    },

    annotations(station) {
      toEverybody('annotations', { station })
    },

    users() {
      const since = clock.now() - AWAY_FOR
      for (const [user, at] of left) if (at < since) left.delete(user)
      const here = [...clients].flatMap(({ caller }) => (caller.kind === 'person' ? [caller.id] : []))
      return [...new Set([...here, ...left.keys()])]
    },

    call(callFor) {
      let shown = 0
      for (const client of clients) {
        const call = client.caller.kind === 'person' ? callFor(client.caller.id) : undefined
        if (call === undefined) continue
        client.sendEvent('call', bodyOf({ call }))
        shown += 1
        events++
      }
      return shown
    },

    desk: stirDesk,

    consoles: () =>
      [...clients]
        .map((client) => consoleOf(client))
        .filter((one) => one !== undefined)
        .sort(quietFirst),

    stats: () => ({ clients: clients.size, groups: groups.size, batches, events, cutOff }),

    async stop() {
      cancelRecheck()
      stopListening()
      for (const timer of timers) clearTimeout(timer)
      for (const client of clients) client.cutOff()
      // Not io.close(): the HTTP server is not ours to close.
      io.engine.close()
    },
  }
}

/** What a screen is told that may not say something of a call. */
function refused(why: DeskRefusal | undefined): Problem | undefined {
  switch (why) {
    case undefined:
      return undefined
    case 'not-there':
      return { type: '/problems/not-found', title: 'There is no such call at the console', status: 404 }
    case 'not-yours':
      return {
        type: '/problems/not-allowed',
        title: 'This call is to somebody else',
        status: 403,
        detail: 'Only the person who is called answers, at a console where they are signed in',
      }
    default:
      return why satisfies never
  }
}
