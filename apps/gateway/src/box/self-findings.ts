import type { Bilingual, BoxWarningView, Part } from '@tocsin/contract'
import { type Instant, isPartCode, partAdvice, partText } from '@tocsin/core'
import type { BoxFound } from './box-warning.ts'

/** Parts that nobody else tells the desk of, and what a warning about each is called. Villages, calls, the watcher and the morning message have their own. */
const TOLD: Readonly<Record<string, BoxWarningView['kind']>> = {
  journal: 'journal',
  rules: 'rules',
  history: 'history',
  keeping: 'history',
  influx: 'influx',
  eventLoop: 'event-loop',
  disk: 'disk',
  clock: 'clock',
}

/** How a part fares, in both languages. */
export function saidOf({ code, values, detail }: Part, moment: (at: Instant) => string): Bilingual {
  if (!isPartCode(code)) return { zh: detail, en: detail }
  return { zh: partText(code, values, 'zh', moment), en: partText(code, values, 'en', moment) }
}

/** Of these the forecast of the disk warns, in words of its own. */
const TOLD_ELSEWHERE = ['disk-filling', 'disk-scarce']

const TITLES: Readonly<Record<string, Bilingual>> = {
  journal: { zh: '日志', en: 'Journal' },
  rules: { zh: '规则判定', en: 'Rules' },
  history: { zh: '历史库', en: 'History' },
  keeping: { zh: '历史整理', en: 'Compaction' },
  influx: { zh: 'InfluxDB', en: 'InfluxDB' },
  eventLoop: { zh: '本机负载', en: 'Load' },
  disk: { zh: '磁盘', en: 'Disk' },
  clock: { zh: '时钟', en: 'Clock' },
}

/**
 * What the gateway finds wrong with itself. Said as it was found and not anew while only its figures change; the page of the pipeline tells how
 * it stands by now.
 */
export class SelfFindings {
  readonly #moment: (at: Instant) => string
  readonly #said = new Map<string, { readonly code: string; readonly reason: Bilingual }>()

  constructor(moment: (at: Instant) => string) {
    this.#moment = moment
  }

  /** Of parts that are down nobody must wait to hear; the others are held back a while, as all findings are. */
  of(parts: Readonly<Record<string, Part>>): BoxFound[] {
    return Object.entries(TOLD).flatMap(([name, kind]) => {
      const part = parts[name]
      if (part === undefined || part.status === 'ok' || TOLD_ELSEWHERE.includes(part.code)) {
        this.#said.delete(name)
        return []
      }
      return [{ key: `self ${name}`, kind, urgent: part.status === 'down', reason: this.#reason(name, part) }]
    })
  }

  #reason(name: string, part: Part): Bilingual {
    const { code } = part
    const known = this.#said.get(name)
    if (known?.code === code) return known.reason
    const said = saidOf(part, this.#moment)
    const title = TITLES[name] as Bilingual
    const advice = isPartCode(code)
      ? { zh: partAdvice(code, 'zh'), en: partAdvice(code, 'en') }
      : { zh: undefined, en: undefined }
    const reason = {
      zh: `${title.zh}：${said.zh}${advice.zh === undefined ? '' : `。${advice.zh}`}`,
      en: `${title.en}: ${said.en}${advice.en === undefined ? '' : `. ${advice.en}`}`,
    }
    this.#said.set(name, { code, reason })
    return reason
  }
}
