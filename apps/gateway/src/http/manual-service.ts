import type { ManualReportBody, ManualReportView, WatcherLinkBody, WatcherLinkView } from '@tocsin/contract'
import type { Instant, StationId } from '@tocsin/core'
import type { Outcome, PersonActor } from './services.ts'

/** A page as it is to be sent: whole, in HTML. */
export interface SentPage {
  readonly status: number
  readonly html: string
}

/** Who a page of reports is for: whoever has the token of a link, or a user who is somebody of the directory. */
export type PageOwner = { readonly token: string } | { readonly user: string }

/** What people read and report (群测群防). */
export interface ManualService {
  list(query: {
    readonly station?: StationId | undefined
    readonly area?: string | undefined
    readonly notes: boolean
    readonly from: Instant
    readonly limit: number
  }): ManualReportView[]
  /** Resolves when it is on disk. */
  enter(
    station: StationId,
    body: ManualReportBody,
    by: PersonActor,
  ): Promise<Outcome<{ report: ManualReportView }>>
  links(station: StationId | undefined): WatcherLinkView[]
  createLink(
    body: WatcherLinkBody,
    by: PersonActor,
  ): Outcome<{ link: WatcherLinkView; path: string; url: string | null }>
  removeLink(id: number): Outcome<object>
  /** The form. */
  page(owner: PageOwner): SentPage
  /** Takes the form; resolves when what it brought is on disk. */
  submit(owner: PageOwner, form: URLSearchParams): Promise<SentPage>
}
