import type { AnnouncementBody } from '@tocsin/contract'
import { type DurationMs, HOUR, type Instant, MINUTE } from '@tocsin/core'
import { DeliveryError } from '../channels/delivery-error.ts'
import type { SpeakerCommand } from '../channels/loudspeaker/by-mqtt.ts'
import type { Clock } from '../clock.ts'
import type { Outcome, Refusal } from '../http/services.ts'

/** Said first, so that nobody takes a flow's text for a call of the office. */
const SIGNED = { zh: '【自动播报】', en: 'Automatic announcement: ' }
const LEAST_BETWEEN: DurationMs = MINUTE
const MOST_AN_HOUR = 10
/** What cannot be said within this is not worth saying. */
const WORTH_SAYING_FOR_S = 120

export interface AnnouncingOptions {
  readonly clock: Clock
  /** A loudspeaker as it is known; undefined: there is none of this id. */
  readonly speaker: (id: string) => { readonly name: string; readonly flows: boolean } | undefined
  /** Sends a command; rejects with a `DeliveryError` when it is not connected. */
  readonly publish: (id: string, command: string) => Promise<void>
  readonly onTrial: () => boolean
  /** Somebody is being called right now. */
  readonly calling: () => boolean
}

/** A loudspeaker's command that is nobody's call: whatever is one breaks in. */
type Announcement = Omit<SpeakerCommand, 'level'> & { readonly level: 'none' }

/**
 * What flows may have loudspeakers say: short texts, marked as automatic, now and then, on loudspeakers that were opened to them, while the office
 * itself has nothing to say. How often it was is kept in memory: after a restart the hour begins anew.
 */
export function createAnnouncing({ clock, speaker, publish, onTrial, calling }: AnnouncingOptions) {
  const said = new Map<string, Instant[]>()

  function refusal(id: string, before: readonly Instant[], now: Instant): Refusal | undefined {
    const known = speaker(id)
    if (known === undefined) return { kind: 'not-found', detail: `No loudspeaker ${id}` }
    if (!known.flows) return { kind: 'not-allowed', detail: `${known.name} is not open to flows` }
    if (onTrial()) return { kind: 'not-now', detail: 'this box is on trial: only its duty desk is addressed' }
    if (calling()) return { kind: 'not-now', detail: 'a call-out is going on' }
    const last = before.at(-1)
    if (last !== undefined && now - last < LEAST_BETWEEN) {
      return { kind: 'not-now', detail: `${known.name} said something less than a minute ago` }
    }
    if (before.length >= MOST_AN_HOUR) {
      return {
        kind: 'not-now',
        detail: `${known.name} has said ${MOST_AN_HOUR} texts of flows within the hour`,
      }
    }
    return undefined
  }

  return {
    async announce(id: string, { text, language }: AnnouncementBody): Promise<Outcome<{ said: string }>> {
      const now = clock.now()
      const before = (said.get(id) ?? []).filter((at) => at <= now && now - at < HOUR)
      const refused = refusal(id, before, now)
      if (refused !== undefined) return { ok: false, refusal: refused }
      const whole = `${SIGNED[language]}${text}`
      const command: Announcement = {
        id: `flow-${now}-${before.length}`,
        text: whole,
        lang: language,
        level: 'none',
        repeat: 1,
        priority: 0,
        at: now,
        ttl: WORTH_SAYING_FOR_S,
      }
      said.set(id, before)
      before.push(now)
      try {
        await publish(id, JSON.stringify(command))
      } catch (error) {
        if (!(error instanceof DeliveryError)) throw error
        before.pop()
        return { ok: false, refusal: { kind: 'not-now', detail: error.message } }
      }
      return { ok: true, said: whole }
    },
  }
}
