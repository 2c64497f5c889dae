import type { ConsoleView, Part } from '@tocsin/contract'
import { type DurationMs, GRAVITY, type Instant, MINUTE, type Warning } from '@tocsin/core'
import type { Clock } from '../clock.ts'
import { isHeard } from '../live/shift-consoles.ts'
import { part } from '../part.ts'
import type { BoxFound } from './box-warning.ts'

/** A page that is loaded anew is silent for a moment; after so long with a grave warning open, nobody is there. */
const UNHEARD_FOR: DurationMs = MINUTE

export interface HearingOptions {
  readonly clock: Pick<Clock, 'now'>
  readonly consoles: () => readonly ConsoleView[]
}

/**
 * Whether somebody at a console would hear a warning. It is an urgent warning about the box when nobody has for a minute while red or orange is open,
 * and one that can wait when there are consoles and all of them are silent.
 */
export class Hearing {
  readonly #options: HearingOptions
  /** Since when a grave warning is open that nobody could hear; undefined while none is, or somebody can. */
  #unheardSince: Instant | undefined

  constructor(options: HearingOptions) {
    this.#options = options
  }

  /** To be asked at every look over the box. */
  findings(open: readonly Warning[]): BoxFound[] {
    const consoles = this.#options.consoles()
    const now = this.#options.clock.now()
    if (consoles.some(isHeard)) {
      this.#unheardSince = undefined
      return []
    }
    // A clock that was set back makes nobody wait for it.
    this.#unheardSince = open.some(isGrave) ? Math.min(this.#unheardSince ?? now, now) : undefined
    const key = 'console-silent'
    if (this.#isUnheard(now))
      return [{ key: `${key} grave`, kind: key, urgent: true, reason: unheard(consoles) }]
    return consoles.length === 0 ? [] : [{ key, kind: key, urgent: false, reason: silent(consoles) }]
  }

  #isUnheard(now: Instant): boolean {
    return this.#unheardSince !== undefined && now - this.#unheardSince >= UNHEARD_FOR
  }

  part(): Part {
    const consoles = this.#options.consoles()
    const heard = consoles.filter(isHeard).length
    if (heard > 0) return part('ok', 'consoles-heard', { heard, consoles: consoles.length })
    const status = this.#isUnheard(this.#options.clock.now()) ? 'degraded' : 'ok'
    return consoles.length === 0
      ? part(status, 'consoles-none')
      : part(status, 'consoles-silent', { consoles: consoles.length })
  }
}

function isGrave({ acknowledged, level, gravest, suppression }: Warning): boolean {
  return suppression === null && GRAVITY[acknowledged === null ? gravest : level] >= GRAVITY.orange
}

function namesOf(consoles: readonly ConsoleView[], between: string): string {
  return [...new Set(consoles.map(({ name }) => name))].join(between)
}

function unheard(consoles: readonly ConsoleView[]): BoxFound['reason'] {
  if (consoles.length === 0)
    return {
      zh: '有红色或橙色告警，但没有打开任何值班席位：值班室无人听到，请打开值班台并启用声音',
      en: 'a red or orange warning is open and no console of the shift is: nobody hears it, open a console and turn its sound on',
    }
  return {
    zh: `有红色或橙色告警，但没有一个值班席位能发声（${namesOf(consoles, '、')}）：请在席位上点击启用声音`,
    en: `a red or orange warning is open and no console can be heard (${namesOf(consoles, ', ')}): turn the sound on there`,
  }
}

function silent(consoles: readonly ConsoleView[]): BoxFound['reason'] {
  return {
    zh: `没有一个值班席位能发声（${namesOf(consoles, '、')}）：请在席位上点击启用声音`,
    en: `no console of the shift can be heard (${namesOf(consoles, ', ')}): turn the sound on there`,
  }
}
