import type { DatabaseSync } from 'node:sqlite'
import {
  CALLBACK_TOKEN,
  type ChannelSettings,
  type ChannelSetupView,
  type ChannelTestView,
  callbackPath,
  secretsOf,
  takesToken,
} from '@tocsin/contract'
import { newSecret } from '../access/secret.ts'
import { DeliveryError } from '../channels/delivery-error.ts'
import type { Clock } from '../clock.ts'
import type { ChannelsService } from '../http/channel-services.ts'
import type { Fault, Refusal } from '../http/services.ts'
import type { Directory } from '../people/directory.ts'
import { transaction } from '../registry/database.ts'
import type { InTurn } from '../registry/turns.ts'
import type { Callbacks } from './callbacks.ts'
import type { Line, Lines } from './lines.ts'
import { type ChannelSetup, kindOf } from './setup.ts'
import { setupFaults } from './setup-faults.ts'
import type { SetupLines } from './setup-lines.ts'
import type { SetupStore } from './setup-store.ts'
import { type StoredTest, type TestStore, testKey } from './test-store.ts'

export interface ChannelsServiceOptions {
  readonly database: DatabaseSync
  readonly store: SetupStore
  readonly setupLines: SetupLines
  readonly lines: Lines
  readonly tests: TestStore
  readonly callbacks: Callbacks
  readonly directory: Directory
  readonly publicUrl: string | undefined
  /** The demonstration: none can be set up. */
  readonly isDemonstration: boolean
  readonly clock: Clock
  readonly inTurn: InTurn
}

/** Shown of each channel. */
const TESTS = 5
const TEST_LIMIT = 60_000
/** The words of a test; 【演练】 is put before them by every channel. */
const TEST_TEXT = {
  zh: '这是值班室的渠道测试，收到即可，无需行动',
  en: 'This is a test of the line by the duty desk, nothing to be done',
}
const RESERVED = ['telephone', 'console', 'smtp-environment']

type Secrets = Readonly<Record<string, string | null>>

/** Channels as HTTP sees them: set up, changed, tried and removed while the gateway runs. */
export function createChannelsService(options: ChannelsServiceOptions): ChannelsService {
  const { database, store, setupLines, lines, tests, callbacks, directory, publicUrl, clock, inTurn } =
    options

  const notFound = (id: string): { ok: false; refusal: Refusal } => ({
    ok: false,
    refusal: { kind: 'not-found', detail: `No channel ${id}` },
  })
  const invalid = (faults: readonly Fault[]): { ok: false; refusal: Refusal } => ({
    ok: false,
    refusal: { kind: 'invalid', detail: 'The channel cannot be set up so', faults },
  })

  function testView({ channel: _, personChannel: __, ...test }: StoredTest): ChannelTestView {
    return { ...test, name: directory.nameOf(test.person) ?? test.person }
  }

  function stateOf(id: string, kind: ChannelSetupView['kind'], changedAt: number) {
    const line = lines.get(id)
    const state = lines.state(id)
    return {
      kind,
      status: state?.status ?? ('off' as const),
      since: state?.since ?? changedAt,
      detail: state?.detail ?? 'it is switched off',
      lastSuccessAt: state?.lastSuccessAt ?? store.lastSuccess(id),
      waiting: Math.max(state?.underWay ?? 0, state?.waiting?.messages ?? 0),
      knows: [...(line?.channel.capabilities.knows ?? [])],
      broadcast: line?.channel.capabilities.broadcast ?? false,
      tests: tests.newest(id, TESTS).map(testView),
    }
  }

  function callbackOf({ id, settings }: ChannelSetup): ChannelSetupView['callback'] {
    const isProvider = ['aliyun-sms', 'aliyun-voice', 'twilio-sms', 'twilio-voice'].includes(settings.type)
    if (!isProvider && !(settings.type === 'http-provider' && settings.callback !== undefined)) return null
    const path = callbackPath(id)
    const own = 'callbackUrl' in settings ? settings.callbackUrl : undefined
    const url = own ?? (publicUrl === undefined ? null : `${publicUrl}${path}`)
    return { path, url, token: takesToken(settings) }
  }

  function view(setup: ChannelSetup): ChannelSetupView {
    const { id, name, enabled, settings, secrets, version, changedAt } = setup
    const names = [...Object.keys(secretsOf(settings)), ...(takesToken(settings) ? [CALLBACK_TOKEN] : [])]
    return {
      id,
      name,
      enabled,
      settings,
      secrets: Object.fromEntries(names.map((secret) => [secret, secrets[secret] !== undefined])),
      version,
      callback: callbackOf(setup),
      ...stateOf(id, kindOf(settings), changedAt),
    }
  }

  /** What is there without being set up here: a person telephones; the relay of the environment. */
  function fixedView({ id, name, channel }: Line): ChannelSetupView {
    return {
      id,
      name,
      enabled: true,
      settings: null,
      secrets: {},
      version: 0,
      callback: null,
      ...stateOf(id, channel.kind, clock.now()),
    }
  }

  function list(): ChannelSetupView[] {
    const setups = store.all()
    const setUp = new Set(setups.map(({ id }) => id))
    return [
      ...lines
        .all()
        .filter(({ id }) => !setUp.has(id))
        .map(fixedView),
      ...setups.map(view),
    ]
  }

  function check(
    id: string,
    settings: ChannelSettings,
    given: Secrets,
    before: ChannelSetup | undefined,
  ): { readonly faults: readonly Fault[]; readonly secrets: Secrets } {
    const known = secretsOf(settings)
    // What the new settings have no use for goes; the callback's token goes with the need for it.
    const stale = Object.keys(before?.secrets ?? {}).filter(
      (name) => !(name in known) && !(name === CALLBACK_TOKEN && takesToken(settings)),
    )
    const secrets: Secrets = { ...Object.fromEntries(stale.map((name) => [name, null])), ...given }
    const after = Object.fromEntries(
      Object.entries({ ...before?.secrets, ...secrets }).flatMap(([name, value]) =>
        value === null ? [] : [[name, value]],
      ),
    )
    const others = store.all().filter((other) => other.id !== id)
    const faults = [
      ...setupFaults(settings, after, { others, publicUrl }),
      ...(CALLBACK_TOKEN in given
        ? [{ path: `secrets.${CALLBACK_TOKEN}`, message: 'is made here', expected: 'nothing' }]
        : []),
      ...movedFaults(settings, given, before),
    ]
    return { faults, secrets }
  }

  async function save(
    setup: Pick<ChannelSetup, 'id' | 'name' | 'enabled' | 'settings'>,
    secrets: Secrets,
    by: string,
  ): Promise<ChannelSetupView> {
    transaction(database, () => store.save(setup, secrets, by, clock.now()))
    await setupLines.renew(setup.id)
    return view(stored(setup.id))
  }

  function stored(id: string): ChannelSetup {
    const setup = store.get(id)
    if (setup === undefined) throw new Error(`channel ${id} was saved and is not there`)
    return setup
  }

  /** Sends, and enters what becomes of it; nobody waits for it. */
  async function send(id: number, line: Line, address: string, language: 'zh' | 'en'): Promise<void> {
    const key = testKey(id)
    try {
      const sent = await lines.sendBy(
        line.id,
        {
          key,
          address,
          text: TEST_TEXT[language],
          language,
          level: 'blue',
          reference: `test-${id}`,
          exercise: true,
          answer: null,
        },
        AbortSignal.timeout(TEST_LIMIT),
      )
      if (sent.acceptedAt !== null) tests.enter(id, 'accepted', clock.now())
    } catch (error) {
      const permanent = error instanceof DeliveryError && error.permanent
      const detail = error instanceof DeliveryError ? error.message : 'the channel failed'
      tests.enter(id, { failed: { permanent, detail } }, clock.now())
    }
  }

  return {
    list,

    create: ({ id, name, enabled, settings, secrets: given }, by) =>
      inTurn(async () => {
        if (options.isDemonstration) {
          return {
            ok: false,
            refusal: { kind: 'in-use', detail: 'The demonstration reaches no real channel' },
          }
        }
        if (store.get(id) !== undefined || RESERVED.includes(id)) {
          return { ok: false, refusal: { kind: 'exists', detail: `There is a channel ${id} already` } }
        }
        const { faults, secrets } = check(id, settings, given, undefined)
        if (faults.length > 0) return invalid(faults)
        return { ok: true, channel: await save({ id, name, enabled, settings }, secrets, by.id) }
      }),

    change: (id, { name, enabled, settings, secrets: given }, by) =>
      inTurn(async () => {
        const before = store.get(id)
        if (before === undefined) return notFound(id)
        if (settings.type !== before.settings.type) {
          const expected = `${before.settings.type}, or a new channel`
          return invalid([{ path: 'settings.type', message: 'is another than it was', expected }])
        }
        const { faults, secrets } = check(id, settings, given, before)
        if (faults.length > 0) return invalid(faults)
        return { ok: true, channel: await save({ id, name, enabled, settings }, secrets, by.id) }
      }),

    remove: (id) =>
      inTurn(async () => {
        if (store.get(id) === undefined) return notFound(id)
        const rider = store
          .all()
          .find(({ settings }) => settings.type === 'loudspeaker-by-number' && settings.carrier === id)
        if (rider !== undefined) {
          return { ok: false, refusal: { kind: 'in-use', detail: `${rider.id} sends through it` } }
        }
        transaction(database, () => store.remove(id))
        await setupLines.renew(id)
        return { ok: true }
      }),

    order: (ids) =>
      inTurn(async () => {
        const rest = store.all().flatMap(({ id }) => (ids.includes(id) ? [] : [id]))
        transaction(database, () => store.order([...ids, ...rest]))
        lines.order([
          ...lines
            .all()
            .map(({ id }) => id)
            .filter((id) => store.get(id) === undefined),
          ...ids,
          ...rest,
        ])
        return list()
      }),

    renewToken: (id, by) =>
      inTurn(async () => {
        const setup = store.get(id)
        if (setup === undefined) return notFound(id)
        const callback = callbackOf(setup)
        if (callback === null || !callback.token) {
          const detail = 'Its callbacks are signed, or there are none'
          return { ok: false, refusal: { kind: 'not-found', detail } }
        }
        const token = newSecret()
        await save(setup, { [CALLBACK_TOKEN]: token }, by.id)
        const { settings } = setup
        const proof = settings.type === 'http-provider' ? settings.callback?.proof : undefined
        const query = `?${proof?.scheme === 'token' ? proof.parameter : 'token'}=${token}`
        return { ok: true, path: callback.path + query, url: callback.url && callback.url + query }
      }),

    test(id, to, by) {
      const line = lines.get(id)
      if (line === undefined) return notFound(id)
      const person = directory.person(to.person)
      const own = person?.channels.find((one) => one.id === to.channel)
      const address = own === undefined ? undefined : directory.addressOf(own.id)
      const { kind } = line.channel
      if (person === undefined || own === undefined || address == null) {
        return invalid([
          {
            path: 'channel',
            message: 'is no readable number of this person',
            expected: `one of the kind ${kind}`,
          },
        ])
      }
      if (own.kind !== kind || line.address(address) === undefined || kind === 'telephone') {
        return invalid([
          {
            path: 'channel',
            message: `cannot be reached by ${line.name}`,
            expected: `a number of the kind ${kind}`,
          },
        ])
      }
      const test = tests.begin({
        channel: id,
        person: person.id,
        personChannel: own.id,
        by: by.name,
        at: clock.now(),
      })
      void send(test, line, address, person.language)
      return { ok: true, test: testView(tests.get(test) as StoredTest) }
    },

    confirmTest(id) {
      const test = tests.get(id)
      if (test === undefined) return { ok: false, refusal: { kind: 'not-found', detail: `No test ${id}` } }
      transaction(database, () => {
        tests.confirm(id, clock.now())
        directory.delivered(test.personChannel, clock.now())
      })
      return { ok: true, test: testView(tests.get(id) as StoredTest) }
    },

    callback: (id, request, from) => callbacks.take(id, request, from),
  }
}

/** Whoever sends a channel's secrets to another host must know them: an address is not a way to read them. */
function movedFaults(settings: ChannelSettings, given: Secrets, before: ChannelSetup | undefined): Fault[] {
  if (before === undefined || destinationOf(settings) === destinationOf(before.settings)) return []
  return Object.keys(secretsOf(settings))
    .filter((name) => before.secrets[name] !== undefined && given[name] === undefined)
    .map((name) => ({
      path: `secrets.${name}`,
      message: 'would be used with another host than it was given for',
      expected: 'the secret again',
    }))
}

function destinationOf(settings: ChannelSettings): string {
  switch (settings.type) {
    case 'http-provider':
      return hostOf(settings.url)
    case 'aliyun-sms':
    case 'aliyun-voice':
    case 'twilio-sms':
    case 'twilio-voice':
      return hostOf(settings.endpoint)
    case 'smtp':
      return `${settings.security} ${settings.host}:${settings.port}`
    case 'loudspeaker-by-mqtt':
      return hostOf(settings.brokerUrl)
    default:
      return ''
  }
}

function hostOf(url: string | undefined): string {
  return url !== undefined && URL.canParse(url) ? new URL(url).origin + new URL(url).host : (url ?? '')
}
