import type { ManualReportView } from '@tocsin/contract'
import {
  type AreaPath,
  datastreamId,
  HOUR,
  type Instant,
  MINUTE,
  type Observation,
  type Person,
  type PersonId,
  type Station,
} from '@tocsin/core'
import { newId } from '../access/secret.ts'
import type { Clock } from '../clock.ts'
import type { ManualService, PageOwner, SentPage } from '../http/manual-service.ts'
import type { LinkStore, StoredLink } from './link-store.ts'
import { type ManualStream, onlyStation } from './places.ts'
import type { ReportStore } from './report-store.ts'
import type { Reporter } from './reporter.ts'
import { journalled } from './service.ts'
import { typedValue } from './typed-value.ts'
import { type FormValues, formPage, gonePage, thanksPage } from './watcher-page.ts'
import { type ManualWords, manualWords, refusalText } from './words.ts'

export interface PagesOptions {
  readonly store: ReportStore
  readonly links: LinkStore
  readonly reporter: Reporter
  readonly clock: Clock
  readonly zone: string
  station(id: string): Station | undefined
  latest(datastream: string): Pick<Observation, 'value'> | undefined
  person(id: PersonId): Person | undefined
  personOf(user: string): PersonId | undefined
  streamsFor(person: Person): ManualStream[]
  placesFor(person: Person): AreaPath[]
}

/** Reports that one person may bring by a page in an hour. */
const REPORTS_AN_HOUR = 60
/** Shown to whoever reports. */
const RECENT = 5
const LONGEST_TEXT = 500

interface Owner {
  readonly person: Person
  /** Undefined: signed in. */
  readonly link: StoredLink | undefined
}

/** What a form says, or why it says nothing that can be taken. */
type Read =
  | {
      readonly ok: true
      readonly stream: ManualStream | undefined
      readonly value: number | null
      readonly at: Instant
    }
  | { readonly ok: false; readonly fault: string }

/** The pages of village watchers: the form, and what becomes of it. */
export function createPages(options: PagesOptions): Pick<ManualService, 'page' | 'submit'> {
  const { store, links, reporter, clock, zone, station, latest, person, personOf, streamsFor, placesFor } =
    options
  const sent = new Map<PersonId, Instant[]>()

  function ownerOf(owner: PageOwner): Owner | undefined {
    const link = 'token' in owner ? links.find(owner.token) : undefined
    const id = 'token' in owner ? link?.person : personOf(owner.user)
    const found = id === undefined ? undefined : person(id)
    return found && { person: found, link }
  }

  function streamsOfPage({ person: whose, link }: Owner): ManualStream[] {
    const only = link?.station ?? null
    return streamsFor(whose).filter((stream) => only === null || stream.station.id === only)
  }

  function described(report: ManualReportView) {
    const at = station(report.station ?? '')
    const unit = at?.datastreams.find(({ name }) => name === report.datastream)?.unit ?? ''
    return { ...report, where: at?.name ?? '', unit }
  }

  function form(
    owner: Owner,
    again: { entered?: FormValues; fault?: string; status?: number; key?: string } = {},
  ): SentPage {
    const { language, name, id } = owner.person
    const { entered, fault, status, key = newId() } = again
    const streams = streamsOfPage(owner).map((stream) => {
      const newest = latest(datastreamId(stream.station.id, stream.datastream.name))
      return { ...stream, latest: newest === undefined ? '' : `${newest.value} ${stream.datastream.unit}` }
    })
    const recent = store.ofPerson(id, RECENT).map(described)
    return formPage({ language, name, zone, streams, recent, key, entered, fault }, status)
  }

  /** True when so many came within the hour that no more are taken. */
  function isTooMany(id: PersonId): boolean {
    const now = clock.now()
    const within = (sent.get(id) ?? []).filter((at) => now - at < HOUR)
    if (within.length < REPORTS_AN_HOUR) within.push(now)
    else return true
    sent.set(id, within)
    return false
  }

  function read(
    owner: Owner,
    { stream: chosen, value: typed, ago, text }: FormValues,
    words: ManualWords,
  ): Read {
    const { page } = words
    const stream = streamsOfPage(owner).find((one) => `${one.station.id}/${one.datastream.name}` === chosen)
    // A value of nothing in particular would be lost without a word; so would an empty form.
    if (typed === '' ? text === '' : stream === undefined) return { ok: false, fault: page.missing }
    const at = clock.now() - (ago in page.whens ? Number(ago) * MINUTE : 0)
    if (typed === '' || stream === undefined) return { ok: true, stream, value: null, at }
    const value = typedValue(typed, stream.datastream)
    if (value === undefined) return { ok: false, fault: page.notNumber }
    const wrong = reporter.refusal(stream.datastream, value, at)
    if (wrong !== undefined) return { ok: false, fault: refusalText(words, wrong, value) }
    return { ok: true, stream, value, at }
  }

  return {
    page(given) {
      const owner = ownerOf(given)
      return owner === undefined ? gonePage() : form(owner)
    },

    async submit(given, fields) {
      const owner = ownerOf(given)
      if (owner === undefined) return gonePage()
      const { person: who, link } = owner
      const words = manualWords(who.language)
      const field = (name: string, most: number) => (fields.get(name) ?? '').trim().slice(0, most)
      const entered: FormValues = {
        stream: field('stream', 200),
        value: field('value', 20),
        ago: field('ago', 4),
        text: field('text', LONGEST_TEXT),
      }
      const key = /^[\w-]{8,64}$/.test(field('key', 65)) ? field('key', 64) : newId()
      if (isTooMany(who.id)) return form(owner, { entered, fault: words.page.tooMany, status: 429 })
      const asked = read(owner, entered, words)
      if (!asked.ok) return form(owner, { entered, fault: asked.fault, status: 422, key })
      const { stream, value, at } = asked
      const now = clock.now()
      if (link !== undefined) links.used(link.id, now)
      const { report } = reporter.store({
        kind: value === null ? 'note' : 'reading',
        station: stream?.station.id ?? link?.station ?? onlyStation(streamsOfPage(owner)),
        area: stream?.station.area ?? placesFor(who)[0] ?? null,
        datastream: value === null ? null : (stream?.datastream.name ?? null),
        value,
        phenomenonTime: at,
        receivedAt: now,
        text: entered.text,
        by: { person: who.id, name: who.name },
        way: link === undefined ? 'page' : 'link',
        from: '',
        source: `page ${who.id} ${key}`,
      })
      const failure = await journalled(reporter, report)
      // It is stored and goes on being tried; the same form sent again is the same report.
      if (failure !== undefined) return form(owner, { entered, fault: words.page.notKept, status: 503, key })
      return thanksPage(who.language, zone, described(report))
    },
  }
}
