import type { DatabaseSync } from 'node:sqlite'
import type {
  OutgoingBody,
  OutgoingChange,
  OutgoingLine,
  OutgoingSettings,
  OutgoingView,
  Part,
} from '@tocsin/contract'
import { type AreaPath, MINUTE, type Observation } from '@tocsin/core'
import type { Clock } from '../clock.ts'
import type { Fault, Outcome, PersonActor } from '../http/services.ts'
import type { Log } from '../log.ts'
import { part } from '../part.ts'
import type { Vault } from '../people/vault.ts'
import { takingTurns } from '../registry/turns.ts'
import { createMqttTarget } from './mqtt.ts'
import { Publisher, testNow } from './publisher.ts'
import type { Sender } from './sender.ts'
import { type Target, TargetStore } from './store.ts'
import { createWebhook, isClosed } from './webhook.ts'

/** A short failure is none yet. */
const FAILING_FOR = MINUTE
const MOST_TARGETS = 20
const SHORTEST_KEY = 16

export interface OutgoingOptions {
  readonly database: DatabaseSync
  readonly vault: Vault
  readonly clock: Clock
  readonly log: Log
  readonly exercise: () => boolean
  readonly areaOf: (station: string) => AreaPath | undefined
}

/** Targets as an administrator sets them up. */
export interface OutgoingService {
  list(): OutgoingView[]
  create(body: Omit<OutgoingBody, 'reason'>, by: PersonActor): Promise<Outcome<{ target: OutgoingView }>>
  /** The secret stays when none is given, unless it would go elsewhere. */
  change(
    id: string,
    body: Omit<OutgoingChange, 'reason'>,
    by: PersonActor,
  ): Promise<Outcome<{ target: OutgoingView }>>
  remove(id: string): Promise<Outcome<object>>
  test(id: string): Promise<Outcome<{ ok: true; test: { ok: boolean; detail: string } }>>
  log(id: string): Outcome<{ lines: OutgoingLine[] }>
  settle(id: string, decision: 'send' | 'give-up', by: PersonActor): Outcome<{ target: OutgoingView }>
}

export interface Outgoing {
  readonly service: OutgoingService
  start(): void
  stop(): Promise<void>
  /** Events of warnings were saved. */
  ruled(): void
  observed(observations: readonly Observation[]): void
  /** How they fare, for everybody: how many, and not which. Undefined when none is set up. */
  part(): Part | undefined
}

/** Other systems that are told of warnings and observations. Nothing here is needed for a warning: when it fails, nothing else does. */
export function createOutgoing(options: OutgoingOptions): Outgoing {
  const { database, vault, clock, log, exercise, areaOf } = options
  const store = new TargetStore(database, vault)
  const publishers = new Map<string, Publisher>()
  const inTurn = takingTurns()
  let isRunning = false

  function senderOf({ settings, secret }: Target): Sender {
    const known = secret.kind === 'known' ? secret.text : undefined
    return settings.kind === 'mqtt'
      ? createMqttTarget(settings, known)
      : createWebhook(settings, known as string, clock)
  }

  function open(target: Target): void {
    if (!isRunning || !target.enabled || faultOf(target) !== undefined) return
    const publisher = new Publisher({ target, store, sender: senderOf(target), clock, log, exercise, areaOf })
    publishers.set(target.id, publisher)
    publisher.start()
  }

  async function renew(id: string): Promise<void> {
    const before = publishers.get(id)
    publishers.delete(id)
    await before?.stop()
    const target = store.get(id)
    if (target !== undefined) open(target)
  }

  function view(target: Target): OutgoingView {
    const { id, name, enabled, settings, secret, version, lost, changedAt } = target
    const fault = faultOf(target)
    return {
      id,
      name,
      enabled,
      settings,
      secret: secret.kind !== 'none',
      version,
      lost,
      state: enabled ? (fault === undefined ? 'waiting' : 'failing') : 'paused',
      since: changedAt,
      detail: fault ?? '',
      nextAt: null,
      lastSentAt: null,
      ...store.waiting(id),
      ...publishers.get(id)?.view(),
    }
  }

  const gone = (id: string) =>
    ({ ok: false, refusal: { kind: 'not-found', detail: `No outgoing target ${id}` } }) as const
  const invalid = (faults: readonly Fault[]) =>
    ({ ok: false, refusal: { kind: 'invalid', detail: 'It cannot be set up so', faults } }) as const

  async function save(
    body: Pick<Target, 'id' | 'name' | 'enabled' | 'settings'> & { readonly secret?: string | undefined },
    before: Target | undefined,
    by: PersonActor,
  ): Promise<Outcome<{ target: OutgoingView }>> {
    const faults = setupFaults(body.settings, body.secret, before)
    if (faults.length > 0) return invalid(faults)
    store.save(body, body.secret, by.id, clock.now())
    await renew(body.id)
    return { ok: true, target: view(store.get(body.id) as Target) }
  }

  const service: OutgoingService = {
    list: () => store.all().map(view),

    create: (body, by) =>
      inTurn(async () => {
        if (store.get(body.id) !== undefined) {
          return { ok: false, refusal: { kind: 'exists', detail: `There is a target ${body.id} already` } }
        }
        if (store.all().length >= MOST_TARGETS) {
          return {
            ok: false,
            refusal: { kind: 'not-now', detail: `There are ${MOST_TARGETS} targets already` },
          }
        }
        return save(body, undefined, by)
      }),

    change: (id, body, by) =>
      inTurn(async () => {
        const before = store.get(id)
        return before === undefined ? gone(id) : save({ ...body, id }, before, by)
      }),

    remove: (id) =>
      inTurn(async () => {
        if (store.get(id) === undefined) return gone(id)
        const before = publishers.get(id)
        publishers.delete(id)
        await before?.stop()
        store.remove(id)
        return { ok: true }
      }),

    async test(id) {
      const target = store.get(id)
      if (target === undefined) return gone(id)
      const fault = faultOf(target)
      if (fault !== undefined) return { ok: true, test: { ok: false, detail: fault } }
      const sender = senderOf(
        target.settings.kind === 'mqtt' && target.settings.clientId !== undefined
          ? // A second connection of the same name would end the first.
            { ...target, settings: { ...target.settings, clientId: `${target.settings.clientId}-test` } }
          : target,
      )
      const at = clock.now()
      const failure = await testNow(sender, id, at)
      await sender.close()
      const detail = failure?.message ?? ''
      store.note(id, {
        at,
        kind: 'test',
        subject: '',
        outcome: failure ? 'failed' : 'sent',
        detail,
        tries: 1,
      })
      return { ok: true, test: { ok: failure === undefined, detail } }
    },

    log: (id) => (store.get(id) === undefined ? gone(id) : { ok: true, lines: store.log(id) }),

    settle(id, decision, by) {
      const target = store.get(id)
      if (target === undefined) return gone(id)
      const { setAside } = store.waiting(id)
      store.settle(id, decision, {
        at: clock.now(),
        kind: 'warning',
        subject: String(setAside),
        outcome: 'given-up',
        detail: by.name,
        tries: 0,
      })
      publishers.get(id)?.stir()
      return { ok: true, target: view(target) }
    },
  }

  return {
    service,
    start() {
      isRunning = true
      for (const target of store.all()) open(target)
    },
    async stop() {
      isRunning = false
      await Promise.all([...publishers.values()].map((publisher) => publisher.stop()))
      publishers.clear()
    },
    ruled() {
      for (const publisher of publishers.values()) publisher.stir()
    },
    observed(observations) {
      for (const publisher of publishers.values()) publisher.observed(observations)
    },
    part() {
      const views = store.all().map(view)
      if (views.length === 0) return undefined
      const now = clock.now()
      const failing = views.filter(
        ({ state, since }) => state === 'failing' && now - since >= FAILING_FOR,
      ).length
      const aside = views.reduce((sum, one) => sum + one.setAside, 0)
      const waiting = views.reduce((sum, one) => sum + (one.enabled ? one.waiting : 0), 0)
      if (failing > 0) {
        return part('degraded', 'outgoing-failing', { failing, targets: views.length, waiting, aside })
      }
      if (aside > 0) return part('degraded', 'outgoing-refused', { aside })
      const paused = views.filter(({ enabled }) => !enabled).length
      return part('ok', 'outgoing-told', { told: views.length - paused, paused })
    },
  }
}

function faultOf({ secret, settings }: Target): string | undefined {
  if (secret.kind === 'lost') return 'its secret cannot be read: the key is lost, enter it anew'
  if (settings.kind === 'webhook' && secret.kind === 'none') return 'it has no key to be signed with'
  return undefined
}

function setupFaults(
  settings: OutgoingSettings,
  secret: string | undefined,
  before: Target | undefined,
): Fault[] {
  const faults: Fault[] = []
  const { hostname } = new URL(settings.url)
  if (isClosed(hostname.replace(/^\[|\]$/g, ''))) {
    faults.push({
      path: 'settings.url',
      message: `nothing is sent to ${hostname}`,
      expected: 'the address of another system',
    })
  }
  if (settings.kind === 'webhook') {
    const isMissing = secret === undefined && (before === undefined || before.secret.kind === 'none')
    if (isMissing || (secret !== undefined && secret.length < SHORTEST_KEY)) {
      faults.push({
        path: 'secret',
        message: isMissing ? 'is missing' : 'is too short',
        expected: `a key of at least ${SHORTEST_KEY} characters that the other side knows`,
      })
    }
  }
  const isElsewhere =
    before !== undefined &&
    (before.settings.kind !== settings.kind ||
      new URL(before.settings.url).host !== new URL(settings.url).host)
  if (isElsewhere && before.secret.kind !== 'none' && secret === undefined) {
    faults.push({
      path: 'secret',
      message: 'would go to another address',
      expected: 'the secret, entered anew',
    })
  }
  return faults
}
