import type { DurationMs } from '@tocsin/core'
import { HOUR } from '@tocsin/core'
import type { CallbackConfig } from './callback.ts'
import type { HttpProviderConfig } from './provider.ts'

/** A provider's configuration as it is known from its documentation; accounts and secrets are filled in by the office. */
export interface ProviderPreset {
  readonly send: HttpProviderConfig
  readonly callback: CallbackConfig
}

const BEIJING: DurationMs = 8 * HOUR

/** What the office has from Aliyun. `templateParam` is the JSON of its approved template, with `{{…}}` inside. */
export interface AliyunAccount {
  readonly keyId: string
  readonly keySecret: string
  readonly templateCode: string
  readonly templateParam: string
  /** In the address given to Aliyun for receipts: it does not sign them. */
  readonly callbackToken: string
}

const aliyunFailures = [
  { path: 'Code', equals: ['isv.MOBILE_NUMBER_ILLEGAL', 'isv.BLACK_KEY_CONTROL_LIMIT'], permanent: true },
  // The template or the account will be as wrong in 15 s, and no number is the worse for it.
  {
    path: 'Code',
    equals: [
      'isv.INVALID_PARAMETERS',
      'isv.TEMPLATE_MISSING_PARAMETERS',
      'isv.SMS_TEMPLATE_ILLEGAL',
      'isv.SMS_SIGNATURE_ILLEGAL',
      'isv.TTS_TEMPLATE_ILLEGAL',
      'isv.PARAM_LENGTH_LIMIT',
      'isv.AMOUNT_NOT_ENOUGH',
      'isv.OUT_OF_SERVICE',
      'isv.ACCOUNT_ABNORMAL',
      'InvalidAccessKeyId.NotFound',
      'SignatureDoesNotMatch',
    ],
    permanent: true,
    ofChannel: true,
  },
  {
    path: 'Code',
    equals: ['isv.BUSINESS_LIMIT_CONTROL', 'isp.SYSTEM_ERROR', 'isp.RAM_PERMISSION_DENY', 'Throttling.User'],
    permanent: false,
  },
] as const

const aliyunOutcome = (idPath: string) => ({
  success: { status: [200, 299] as const, path: 'Code', equals: ['OK'] },
  idPath,
  detailPath: 'Message',
  failures: aliyunFailures,
})

/** Aliyun SMS (SendSms 2017-05-25). Texts are templates approved beforehand: only variables can be sent. */
export function aliyunSms(account: AliyunAccount & { readonly signName: string }): ProviderPreset {
  return {
    send: {
      kind: 'sms',
      method: 'POST',
      url: 'https://dysmsapi.aliyuncs.com/?PhoneNumbers={{number}}&SignName={{signName}}&TemplateCode={{templateCode}}&TemplateParam={{templateParam}}&OutId={{key}}',
      values: { signName: account.signName, templateCode: account.templateCode },
      composed: { templateParam: { template: account.templateParam, escape: 'json' } },
      signature: {
        scheme: 'aliyun-v3',
        keyId: account.keyId,
        keySecret: account.keySecret,
        action: 'SendSms',
        version: '2017-05-25',
      },
      outcome: aliyunOutcome('BizId'),
      knows: ['accepted', 'delivered'],
      // OutId comes back in receipts; Aliyun does not look whether it was there before.
      onceBy: 'process',
      perMinute: 600,
      concurrent: 20,
    },
    callback: {
      proof: { scheme: 'token', parameter: 'token', secret: account.callbackToken },
      body: 'json',
      fields: {
        key: 'out_id',
        providerId: 'biz_id',
        status: 'success',
        detail: 'err_code',
        at: 'report_time',
      },
      time: { format: 'local', utcOffsetMs: BEIJING },
      statuses: { true: 'delivered', false: 'failed' },
    },
  }
}

/** Aliyun voice (SingleCallByTts 2017-05-25), with keys and the length of the call in its VoiceReport. */
export function aliyunVoice(
  account: AliyunAccount & { readonly shownNumber: string; readonly messageMs: DurationMs },
): ProviderPreset {
  return {
    send: {
      kind: 'voice',
      method: 'POST',
      url: 'https://dyvmsapi.aliyuncs.com/?CalledNumber={{number}}&CalledShowNumber={{shownNumber}}&TtsCode={{templateCode}}&TtsParam={{templateParam}}&PlayTimes=2&OutId={{key}}',
      values: { shownNumber: account.shownNumber, templateCode: account.templateCode },
      composed: { templateParam: { template: account.templateParam, escape: 'json' } },
      signature: {
        scheme: 'aliyun-v3',
        keyId: account.keyId,
        keySecret: account.keySecret,
        action: 'SingleCallByTts',
        version: '2017-05-25',
      },
      outcome: aliyunOutcome('CallId'),
      knows: ['accepted', 'delivered', 'read', 'answered'],
      onceBy: 'process',
      perMinute: 180,
      concurrent: 60,
    },
    callback: {
      proof: { scheme: 'token', parameter: 'token', secret: account.callbackToken },
      body: 'json',
      fields: {
        key: 'out_id',
        providerId: 'call_id',
        status: 'status_code',
        detail: 'status_msg',
        text: 'dtmf',
        from: 'callee',
        at: 'end_time',
        pickedUp: 'start_time',
        duration: 'duration',
      },
      time: { format: 'local', utcOffsetMs: BEIJING },
      // 200000 is a call that was held; what else is a failure Aliyun's list has in words, given as the detail.
      statuses: {
        '200000': 'delivered',
        '200002': 'failed',
        '200003': 'failed',
        '200004': 'failed-permanently',
        '200005': 'failed',
        '200007': 'failed',
        '200010': 'failed',
        '200011': 'failed-permanently',
        '200012': 'failed',
      },
      heardAfterMs: account.messageMs,
    },
  }
}

export interface TwilioAccount {
  readonly accountSid: string
  readonly authToken: string
  readonly from: string
  /** Where Twilio reports to, as it stands in its console: part of what it signs. */
  readonly callbackUrl: string
}

const twilioOutcome = {
  success: { status: [200, 299], path: 'sid' },
  idPath: 'sid',
  detailPath: 'message',
  failures: [
    // 20429: too many requests; 21611: the sender's queue is full.
    { path: 'code', equals: ['20429', '21611', '30001', '30008'], permanent: false },
    // No such number, blocked by its owner, not a mobile number.
    { path: 'code', equals: ['21211', '21214', '21217', '21610', '21614'], permanent: true },
    { status: [400, 404], permanent: true, ofChannel: true },
  ],
} as const

const twilioSend = {
  method: 'POST',
  onceBy: 'process',
  perMinute: 60,
} as const

/** Twilio SMS, with receipts and inbound replies. */
export function twilioSms({ accountSid, authToken, from, callbackUrl }: TwilioAccount): ProviderPreset {
  return {
    send: {
      ...twilioSend,
      kind: 'sms',
      url: `https://api.twilio.com/2010-04-01/Accounts/${encodeURIComponent(accountSid)}/Messages.json`,
      body: {
        contentType: 'application/x-www-form-urlencoded',
        template: 'To={{number}}&From={{from}}&Body={{text}}&StatusCallback={{callback}}',
      },
      values: { from, callback: callbackUrl },
      signature: { scheme: 'basic', user: accountSid, password: authToken },
      outcome: twilioOutcome,
      knows: ['accepted', 'delivered', 'answered'],
      concurrent: 20,
    },
    callback: {
      proof: { scheme: 'twilio', authToken, url: callbackUrl },
      body: 'form',
      fields: {
        providerId: 'MessageSid',
        status: 'MessageStatus',
        detail: 'ErrorCode',
        text: 'Body',
        from: 'From',
        replyId: 'MessageSid',
      },
      statuses: {
        queued: 'accepted',
        sent: 'accepted',
        delivered: 'delivered',
        undelivered: 'failed',
        failed: 'failed-permanently',
      },
    },
  }
}

/** Twilio voice: speaks the text twice, takes keys after it. */
export function twilioVoice(
  { accountSid, authToken, from, callbackUrl }: TwilioAccount,
  voiceLanguage = 'zh-CN',
): ProviderPreset {
  const say = `<Say language="${voiceLanguage}" loop="2">{{speech}}</Say>`
  return {
    send: {
      ...twilioSend,
      kind: 'voice',
      url: `https://api.twilio.com/2010-04-01/Accounts/${encodeURIComponent(accountSid)}/Calls.json`,
      body: {
        contentType: 'application/x-www-form-urlencoded',
        template:
          'To={{number}}&From={{from}}&Twiml={{twiml}}&StatusCallback={{callback}}&StatusCallbackEvent=answered&StatusCallbackEvent=completed',
      },
      values: { from, callback: callbackUrl },
      composed: {
        twiml: {
          template: `<Response>${say}<Gather numDigits="6" finishOnKey="#" timeout="8" action="{{callback}}"/></Response>`,
          escape: 'xml',
        },
      },
      signature: { scheme: 'basic', user: accountSid, password: authToken },
      outcome: twilioOutcome,
      knows: ['accepted', 'delivered', 'read', 'answered'],
      concurrent: 10,
    },
    callback: {
      proof: { scheme: 'twilio', authToken, url: callbackUrl },
      body: 'form',
      fields: { providerId: 'CallSid', status: 'CallStatus', text: 'Digits' },
      keysAfterPlayback: true,
      statuses: {
        queued: 'accepted',
        ringing: 'ignored',
        'in-progress': 'delivered',
        completed: 'ignored',
        busy: 'failed',
        'no-answer': 'failed',
        failed: 'failed-permanently',
        canceled: 'failed',
      },
    },
  }
}
