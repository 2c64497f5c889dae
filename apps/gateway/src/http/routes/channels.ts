import { actorOf } from '../../access/caller.ts'
import type { Routes } from '../handlers.ts'
import type { Services } from '../services.ts'

/** Channels: set up, tried, and how they fare. */
export function channelRoutes({
  channels,
}: Services): Routes<
  | 'listChannels'
  | 'createChannel'
  | 'changeChannel'
  | 'removeChannel'
  | 'orderChannels'
  | 'renewCallbackToken'
  | 'testChannel'
  | 'confirmChannelTest'
> {
  return {
    listChannels: () => ({ status: 200, body: { channels: channels.list() } }),

    async createChannel({ body, caller }) {
      const { reason, ...setup } = body
      const outcome = await channels.create(setup, actorOf(caller))
      if (!outcome.ok) return outcome
      const detail = { reason, settings: setup.settings, secrets: Object.keys(setup.secrets) }
      return { status: 201, body: outcome.channel, audit: { subject: setup.id, detail } }
    },

    async changeChannel({ params, body, caller }) {
      const { reason, ...setup } = body
      const outcome = await channels.change(params.id, setup, actorOf(caller))
      if (!outcome.ok) return outcome
      const { enabled, settings } = setup
      const { version } = outcome.channel
      const detail = { reason, version, enabled, settings, secrets: Object.keys(setup.secrets) }
      return { status: 200, body: outcome.channel, audit: { subject: params.id, detail } }
    },

    async removeChannel({ params, query }) {
      const outcome = await channels.remove(params.id)
      if (!outcome.ok) return outcome
      return { status: 204, body: null, audit: { subject: params.id, detail: { reason: query.reason } } }
    },

    async orderChannels({ body }) {
      const ordered = await channels.order(body.order)
      return {
        status: 200,
        body: { channels: ordered },
        audit: { subject: 'order', detail: { order: body.order } },
      }
    },

    async renewCallbackToken({ params, caller }) {
      const outcome = await channels.renewToken(params.id, actorOf(caller))
      if (!outcome.ok) return outcome
      const { path, url } = outcome
      return { status: 201, body: { path, url }, audit: { subject: params.id } }
    },

    testChannel({ params, body, caller }) {
      const outcome = channels.test(params.id, body, actorOf(caller))
      if (!outcome.ok) return outcome
      return {
        status: 201,
        body: outcome.test,
        audit: { subject: params.id, detail: { person: body.person } },
      }
    },

    confirmChannelTest({ params }) {
      const outcome = channels.confirmTest(Number(params.id))
      return outcome.ok ? { status: 200, body: outcome.test, audit: { subject: params.id } } : outcome
    },
  }
}

/** Loudspeakers' accounts at the broker. */
export function speakerRoutes({
  speakers,
  announcing,
}: Services): Routes<
  'listSpeakers' | 'createSpeaker' | 'changeSpeaker' | 'announce' | 'renewSpeakerSecret' | 'removeSpeaker'
> {
  return {
    listSpeakers: () => ({ status: 200, body: { speakers: speakers.list() } }),

    createSpeaker({ body, caller }) {
      const outcome = speakers.create(body, actorOf(caller))
      if (!outcome.ok) return outcome
      const { speaker, secret } = outcome
      return { status: 201, body: { speaker, secret }, audit: { subject: body.id } }
    },

    changeSpeaker({ params, body }) {
      const outcome = speakers.change(params.id, body)
      if (!outcome.ok) return outcome
      return { status: 200, body: outcome.speaker, audit: { subject: params.id, detail: body } }
    },

    async announce({ params, body, caller }) {
      if (caller.only === undefined) {
        return { refusal: { kind: 'not-allowed', detail: 'Only flows announce; people call' } }
      }
      const outcome = await announcing.announce(params.id, body)
      if (!outcome.ok) return outcome
      return {
        status: 202,
        body: { said: outcome.said },
        audit: { subject: params.id, detail: { text: body.text } },
      }
    },

    renewSpeakerSecret({ params }) {
      const outcome = speakers.renewSecret(params.id)
      if (!outcome.ok) return outcome
      return { status: 201, body: { secret: outcome.secret }, audit: { subject: params.id } }
    },

    removeSpeaker({ params }) {
      const outcome = speakers.remove(params.id)
      return outcome.ok ? { status: 204, body: null, audit: { subject: params.id } } : outcome
    },
  }
}

/** What people sent that an operator has to read. */
export function replyRoutes({ replies }: Services): Routes<'listReplies' | 'settleReply'> {
  return {
    listReplies: ({ query }) => ({
      status: 200,
      body: { replies: replies.list({ settled: query.settled === 'yes', limit: query.limit }) },
    }),

    settleReply({ params, body, caller }) {
      const outcome = replies.settle(Number(params.id), body, actorOf(caller))
      if (!outcome.ok) return outcome
      return { status: 200, body: outcome.reply, audit: { subject: params.id, detail: { ...body } } }
    },
  }
}
