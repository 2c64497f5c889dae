import type { ManualReportView } from '@tocsin/contract'
import { watcherPath } from '@tocsin/contract'
import type { Datastream, Person, PersonId, Station } from '@tocsin/core'
import { newId } from '../access/secret.ts'
import type { Clock } from '../clock.ts'
import type { ManualService } from '../http/manual-service.ts'
import type { Fault, Refusal } from '../http/services.ts'
import type { LinkStore } from './link-store.ts'
import type { ManualStream } from './places.ts'
import type { ReportStore } from './report-store.ts'
import type { Reporter } from './reporter.ts'

export interface ManualServiceOptions {
  readonly store: ReportStore
  readonly links: LinkStore
  readonly reporter: Reporter
  readonly clock: Clock
  readonly publicUrl: string | undefined
  station(id: string): Station | undefined
  person(id: PersonId): Person | undefined
  nameOf(id: PersonId): string | undefined
  streamsFor(person: Person): ManualStream[]
}

type Refused = { readonly ok: false; readonly refusal: Refusal }

/** What people read and report, as the console sees it and enters it. */
export function createManualService(options: ManualServiceOptions): Omit<ManualService, 'page' | 'submit'> {
  const { store, links, reporter, clock, publicUrl, station, person, nameOf, streamsFor } = options

  return {
    list: (query) => store.list(query),

    async enter(id, body, by) {
      const at = station(id)
      if (at === undefined) return notFound(`No station ${id}`)
      const teller = body.person === undefined ? undefined : person(body.person)
      if (body.person !== undefined && teller === undefined) return noPerson(body.person)
      const datastream = at.datastreams.find(({ name }) => name === body.datastream)
      if (body.datastream !== undefined && datastream?.manual !== true) return notManual(at, datastream)
      const now = clock.now()
      const { value = null, phenomenonTime = now } = body
      const wrong =
        datastream && value !== null ? reporter.refusal(datastream, value, phenomenonTime) : undefined
      if (wrong !== undefined) {
        return wrong.kind === 'time'
          ? invalid({ path: 'phenomenonTime', message: 'cannot be', expected: 'within the last 24 hours' })
          : invalid({
              path: 'value',
              message: 'cannot be true',
              expected: `${wrong.low} to ${wrong.high} ${wrong.unit}`,
            })
      }
      const { report } = reporter.store({
        kind: datastream === undefined ? 'note' : 'reading',
        station: id,
        area: at.area,
        datastream: datastream?.name ?? null,
        value,
        phenomenonTime,
        receivedAt: now,
        text: body.text,
        by: teller === undefined ? { person: null, name: by.name } : { person: teller.id, name: teller.name },
        way: 'console',
        from: by.name,
        source: `console ${by.id} ${body.key ?? newId()}`,
      })
      const failure = await journalled(reporter, report)
      if (failure !== undefined) return { ok: false, refusal: { kind: 'busy', detail: failure.message } }
      return { ok: true, report: store.get(report.id) ?? report }
    },

    links: (of) => links.list(of).map((link) => ({ ...link, name: nameOf(link.person) ?? link.person })),

    createLink({ person: whose, station: only }, by) {
      const found = person(whose)
      if (found === undefined) return noPerson(whose)
      if (only !== undefined) {
        const at = station(only)
        if (at === undefined) return notFound(`No station ${only}`)
        if (!streamsFor(found).some((stream) => stream.station.id === only)) {
          const message = `${found.name} answers for no place that has ${at.name}, or nothing is read by people there`
          return invalid({
            path: 'person',
            message,
            expected: 'somebody with a role in the area of the station',
          })
        }
      }
      const { link, token } = links.create(whose, only, by.name, clock.now())
      const path = watcherPath(token)
      const url = publicUrl === undefined ? null : `${publicUrl}${path}`
      return { ok: true, link: { ...link, name: found.name }, path, url }
    },

    removeLink: (id) => (links.remove(id) ? { ok: true } : notFound(`No link ${id}`)),
  }
}

/** Resolves when the journal has it, or with why it has it not yet. */
export function journalled(reporter: Reporter, report: ManualReportView): Promise<Error | undefined> {
  return new Promise((resolve) => reporter.journal(report, resolve))
}

function notFound(detail: string): Refused {
  return { ok: false, refusal: { kind: 'not-found', detail } }
}

function invalid(fault: Fault): Refused {
  return { ok: false, refusal: { kind: 'invalid', detail: 'The report cannot be taken so', faults: [fault] } }
}

function noPerson(id: PersonId): Refused {
  return invalid({ path: 'person', message: `there is no person ${id}`, expected: 'the id of a person' })
}

function notManual({ datastreams }: Station, datastream: Datastream | undefined): Refused {
  const manual = datastreams.filter((one) => one.manual === true).map(({ name }) => name)
  const message = datastream === undefined ? 'no such datastream' : 'a device reports it, and nobody else'
  return invalid({ path: 'datastream', message, expected: manual.join(', ') || 'one that people read' })
}
