import type { AnnouncementBody, FlowsView } from '@tocsin/contract'
import type { Outcome } from './services.ts'

/** Node-RED as HTTP sees it. */
export interface FlowsService {
  view(): FlowsView
  /** Anew and at once, out of safe mode; answers before it has. */
  restart(): Outcome<{ flows: FlowsView }>
}

/** Texts of flows on loudspeakers. */
export interface AnnouncingService {
  announce(speaker: string, body: AnnouncementBody): Promise<Outcome<{ said: string }>>
}
