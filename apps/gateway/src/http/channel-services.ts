import type {
  ChannelSetupBody,
  ChannelSetupChange,
  ChannelSetupView,
  ChannelTestView,
  ReplySettling,
  ReplyView,
  SpeakerView,
} from '@tocsin/contract'
import type { PersonId } from '@tocsin/core'
import type { CallbackRequest } from '../channels/http/callback.ts'
import type { CallbackTaken } from '../lines/callbacks.ts'
import type { Outcome, PersonActor } from './services.ts'

/** Channels as an administrator sets them up. Changes are in force when resolved. */
export interface ChannelsService {
  list(): ChannelSetupView[]
  create(
    body: Omit<ChannelSetupBody, 'reason'>,
    by: PersonActor,
  ): Promise<Outcome<{ channel: ChannelSetupView }>>
  change(
    id: string,
    body: Omit<ChannelSetupChange, 'reason'>,
    by: PersonActor,
  ): Promise<Outcome<{ channel: ChannelSetupView }>>
  remove(id: string): Promise<Outcome<object>>
  order(ids: readonly string[]): Promise<ChannelSetupView[]>
  /** The callback's address with a new secret at its end: shown once. */
  renewToken(id: string, by: PersonActor): Promise<Outcome<{ path: string; url: string | null }>>
  test(
    id: string,
    to: { readonly person: PersonId; readonly channel: string },
    by: PersonActor,
  ): Outcome<{ test: ChannelTestView }>
  confirmTest(id: number): Outcome<{ test: ChannelTestView }>
  /** Throws when what it brought could not be kept. */
  callback(id: string, request: CallbackRequest, from: string): CallbackTaken
}

/** What people sent that did not count by itself. */
export interface RepliesService {
  list(query: { readonly settled: boolean; readonly limit: number }): ReplyView[]
  settle(id: number, settling: ReplySettling, by: PersonActor): Outcome<{ reply: ReplyView }>
}

/** Loudspeakers that may sign in at the broker. */
export interface SpeakersService {
  list(): SpeakerView[]
  create(
    body: Pick<SpeakerView, 'id' | 'name'>,
    by: PersonActor,
  ): Outcome<{ speaker: SpeakerView; secret: string }>
  change(
    id: string,
    to: { readonly name: string; readonly flows: boolean },
  ): Outcome<{ speaker: SpeakerView }>
  renewSecret(id: string): Outcome<{ secret: string }>
  remove(id: string): Outcome<object>
}
