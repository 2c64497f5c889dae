import { z } from 'zod'
import { callbackUrl, count, short, text } from './channel-fields.ts'

const answerTest = {
  status: z.tuple([count(100, 599), count(100, 599)]).optional(),
  path: z.string().max(200).optional(),
  equals: z.array(z.string().max(200)).max(100).optional(),
  startsWith: z.string().max(200).optional(),
}
const names = z.record(z.string().regex(/^[\w.-]{1,64}$/), z.string().max(2000))
const encoding = z.enum(['hex', 'base64']).default('hex')
const fact = z.enum(['accepted', 'delivered', 'read', 'answered'])

/** A provider of SMS or voice as an engineer describes it (docs/channels.md). No secret stands in it. */
export const httpSettings = z.strictObject({
  type: z.literal('http-provider'),
  kind: z.enum(['sms', 'voice']),
  method: z.enum(['GET', 'POST', 'PUT']).default('POST'),
  /** With `{{…}}`. */
  url: text(2000),
  headers: names.default({}),
  body: z.strictObject({ contentType: short, template: text(10_000) }).optional(),
  signature: z
    .discriminatedUnion('scheme', [
      z.strictObject({ scheme: z.literal('none') }),
      z.strictObject({ scheme: z.literal('basic'), user: short }),
      z.strictObject({ scheme: z.literal('bearer') }),
      z.strictObject({ scheme: z.literal('hmac'), header: short, timestampHeader: short, encoding }),
      z.strictObject({ scheme: z.literal('aliyun-v3'), keyId: short, action: short, version: short }),
    ])
    .default({ scheme: 'none' }),
  idempotencyHeader: short.optional(),
  outcome: z.strictObject({
    success: z.strictObject(answerTest),
    idPath: z.string().max(200).optional(),
    detailPath: z.string().max(200).optional(),
    failures: z
      .array(z.strictObject({ ...answerTest, permanent: z.boolean() }))
      .max(50)
      .optional(),
  }),
  values: names.default({}),
  composed: z
    .record(
      z.string().max(64),
      z.strictObject({ template: text(10_000), escape: z.enum(['json', 'form', 'xml', 'header', 'text']) }),
    )
    .default({}),
  /** Names that templates use for the channel's secrets, each given as the secret `value.{name}`. */
  secretValues: z
    .array(z.string().regex(/^[\w.-]{1,64}$/))
    .max(10)
    .default([]),
  knows: z.array(fact).max(4).default(['accepted']),
  onceBy: z.enum(['counterpart', 'process']).default('process'),
  perMinute: count(1, 6000).default(60),
  concurrent: count(1, 1000).default(10),
  timeoutSeconds: count(1, 60).default(10),
  /** How its reports and replies are read; absent: it reports nothing. */
  callback: z
    .strictObject({
      proof: z.discriminatedUnion('scheme', [
        z.strictObject({
          scheme: z.literal('hmac'),
          algorithm: z.enum(['sha256', 'sha1']).default('sha256'),
          header: short,
          timestampHeader: short,
          encoding,
          toleranceSeconds: count(1, 3600).default(300),
        }),
        z.strictObject({ scheme: z.literal('twilio') }),
        z.strictObject({
          scheme: z.literal('token'),
          parameter: z
            .string()
            .regex(/^\w{1,32}$/)
            .default('token'),
        }),
      ]),
      body: z.enum(['json', 'form']),
      items: z.string().max(200).optional(),
      fields: z.strictObject({
        key: z.string().max(200).optional(),
        providerId: z.string().max(200).optional(),
        status: z.string().max(200).optional(),
        detail: z.string().max(200).optional(),
        text: z.string().max(200).optional(),
        from: z.string().max(200).optional(),
        replyId: z.string().max(200).optional(),
        at: z.string().max(200).optional(),
        pickedUp: z.string().max(200).optional(),
        duration: z.string().max(200).optional(),
      }),
      time: z
        .strictObject({
          format: z.enum(['seconds', 'milliseconds', 'iso', 'local']),
          utcOffsetMs: z.number().int().optional(),
        })
        .optional(),
      statuses: z
        .record(
          z.string().max(100),
          z.enum(['accepted', 'delivered', 'read', 'failed', 'failed-permanently', 'ignored']),
        )
        .default({}),
      heardAfterSeconds: count(1, 300).optional(),
      keysAfterPlayback: z.boolean().optional(),
      /** What the provider wants to be answered; absent: 204 and nothing. */
      answer: z.strictObject({ contentType: short, body: z.string().max(2000) }).optional(),
    })
    .optional(),
  callbackUrl,
})
