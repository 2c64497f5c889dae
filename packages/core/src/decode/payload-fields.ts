import { hex, utf8 } from './bytes.ts'
import type { Field } from './codec.ts'
import { covering } from './cover.ts'
import { jsonLeaves } from './json-spans.ts'
import { shorten } from './rejections.ts'

const CLAUSE = 'Tocsin MQTT readings'
const TIME = { zh: '观测时间', en: 'observed at' }
const VALUE = { zh: '要素值', en: 'value' }
const OTHER = { zh: '不读', en: 'not read' }

/** Names every field of a `stations/{id}/readings` payload, as `decodePayload` reads it; of one that is no JSON, those before the place where it goes wrong. */
export function explainPayload(frame: Uint8Array): Field[] {
  const fields = jsonLeaves(frame).map(({ path, from, end }): Field => {
    const raw = frame.subarray(from, end)
    const inItem = /^\d+$/.test(path[0] ?? '') ? path.slice(1) : path
    const isTime = inItem.length === 1 && inItem[0] === 'ts'
    const isValue = inItem.length === 2 && inItem[0] === 'values'
    const { zh, en } = isTime ? TIME : isValue ? VALUE : OTHER
    const at = path.join('.')
    return {
      offset: from,
      length: end - from,
      name: { zh: `${at} ${zh}`.trim(), en: `${at} ${en}`.trim() },
      raw: hex(raw),
      value: shorten((utf8(raw) ?? '').replace(/^"[^"]*"\s*:\s*/, '')),
      clause: isTime || isValue ? CLAUSE : '',
      kind: isTime || isValue ? 'read' : 'unread',
    }
  })
  return covering(frame, fields, true)
}
