import type { ManualReportView } from '@tocsin/contract'
import { type AreaPath, HOUR, type Instant, type Person, type PersonId } from '@tocsin/core'
import type { Hearing, WatcherTexts } from '../callout/incoming.ts'
import type { Reply } from '../channels/channel.ts'
import { DeliveryError } from '../channels/delivery-error.ts'
import type { Clock } from '../clock.ts'
import type { Line, Lines } from '../lines/lines.ts'
import type { Log } from '../log.ts'
import { masked, readPhone } from '../people/address.ts'
import { type ManualStream, onlyStation } from './places.ts'
import type { NewReport, ReportStore } from './report-store.ts'
import type { Reporter } from './reporter.ts'
import { hear } from './sms.ts'

export interface WatcherTextsOptions {
  readonly store: ReportStore
  readonly reporter: Reporter
  readonly clock: Clock
  readonly log: Log
  readonly zone: string
  person(id: PersonId): Person | undefined
  streamsFor(person: Person): ManualStream[]
  placesFor(person: Person): AreaPath[]
  lines(): Pick<Lines, 'sendBy'>
}

/** Messages that a person is sent back in an hour. A telephone that answers by itself must not be talked to for ever. */
const ANSWERS_AN_HOUR = 10
const SEND_WITHIN = 60_000
const LONGEST_TEXT = 500

/** Takes texts of village watchers: readings by the person's number and village, notes otherwise; says back what was understood, or asks. */
export function watcherTexts(options: WatcherTextsOptions): WatcherTexts {
  const { store, reporter, clock, log, zone, person, streamsFor, placesFor, lines } = options
  const answered = new Map<PersonId, Instant[]>()

  function mayAnswer(id: PersonId): boolean {
    const now = clock.now()
    const within = (answered.get(id) ?? []).filter((at) => now - at < HOUR)
    if (within.length >= ANSWERS_AN_HOUR) return false
    answered.set(id, [...within, now])
    return true
  }

  async function answer(
    line: Line,
    to: string | null,
    who: Person,
    text: string,
    reference: string,
  ): Promise<void> {
    const isSms = line.channel.kind === 'sms' || line.channel.kind === 'sms-modem'
    const address = to === null ? undefined : readPhone(to)
    if (!isSms || !address?.ok || !mayAnswer(who.id)) return
    const message = {
      key: `report/${reference}`,
      address: address.address,
      text,
      verbatim: text,
      language: who.language,
      level: 'blue',
      reference,
      exercise: false,
      answer: null,
    } as const
    try {
      await lines().sendBy(line.id, message, AbortSignal.timeout(SEND_WITHIN))
    } catch (error) {
      const detail = error instanceof DeliveryError ? error.message : 'the channel failed'
      log.error('manual.notAnswered', { channel: line.id, detail })
    }
  }

  return {
    hear(id, reply): Hearing | undefined {
      const who = person(id)
      if (who === undefined) return undefined
      const streams = streamsFor(who)
      const [place] = placesFor(who)
      const now = clock.now()
      // A modem's stamp may be of another zone or day; nobody writes in the future.
      const sentAt = Math.min(reply.at, now)
      const refusal = ({ datastream }: ManualStream, value: number, at: Instant) =>
        reporter.refusal(datastream, value, at)
      const heard = hear(who, reply.text, sentAt, { streams, zone, refusal })
      if (heard.kind === 'note' && place === undefined) return undefined
      return {
        counts: heard.kind === 'values',
        store(line) {
          const base = {
            receivedAt: now,
            by: { person: who.id, name: who.name },
            way: 'sms' as const,
            from: senderOf(reply),
          }
          const reference = `${line.id}-${reply.id}`.slice(0, 64)
          const reports: NewReport[] =
            heard.kind === 'values'
              ? heard.values.map(({ station, datastream, value }, index) => ({
                  ...base,
                  kind: 'reading',
                  station: station.id,
                  area: station.area,
                  datastream: datastream.name,
                  value,
                  phenomenonTime: heard.at,
                  text: index === 0 ? heard.remark : '',
                  source: `sms ${line.id} ${reply.id} ${index}`,
                }))
              : heard.kind === 'note'
                ? [
                    {
                      ...base,
                      kind: 'note',
                      station: onlyStation(streams),
                      area: place ?? null,
                      datastream: null,
                      value: null,
                      phenomenonTime: sentAt,
                      text: reply.text.trim().slice(0, LONGEST_TEXT),
                      source: `sms ${line.id} ${reply.id} note`,
                    },
                  ]
                : []
          const stored = reports.map((report) => reporter.store(report).report)
          // Behind the transaction that this is part of: what it undoes is not there then, and nobody is told of it.
          queueMicrotask(() => after(stored, heard, line, reply, who, reference))
        },
      }
    },
  }

  function after(
    stored: readonly ManualReportView[],
    heard: ReturnType<typeof hear>,
    line: Line,
    reply: Pick<Reply, 'from'>,
    who: Person,
    reference: string,
  ): void {
    const kept = stored.filter(({ id }) => store.get(id) !== undefined)
    for (const report of kept) reporter.journal(report)
    if (heard.kind === 'note' || (heard.kind === 'values' && kept.length === 0)) return
    void answer(line, reply.from, who, heard.answer, reference)
  }
}

function senderOf({ from }: Pick<Reply, 'from'>): string {
  if (from === null) return ''
  const read = readPhone(from)
  return masked(read.ok ? read.address : from)
}
