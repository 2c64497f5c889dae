import type { ChannelKind } from '@tocsin/core'
import type { CellFault } from '../tables/sheet.ts'
import { addressForm, maskOf } from './address.ts'
import type { Directory, Registered } from './directory.ts'
import type { PersonRequest } from './person-draft.ts'
import type { ListedNumber, ListedPerson } from './person-sheet.ts'

type Channel = PersonRequest['channels'][number]

/** In which ways a number from a list is tried, voice first. */
const MOBILE_CHANNELS: readonly ChannelKind[] = ['voice', 'sms', 'sms-modem', 'telephone']
const LINE_CHANNELS: readonly ChannelKind[] = ['voice', 'telephone']

/** Channels that the list's numbers make of those that are there: what it does not name of its kind goes, what is new is added. */
export function channelsOf(
  listed: ListedPerson,
  before: Registered | undefined,
  directory: Directory,
  faults: CellFault[],
): { readonly list: readonly Channel[]; readonly changed: boolean } {
  const old = (before?.channels ?? []).map(({ id, kind, hours }) => ({
    id,
    kind,
    hours,
    stored: directory.addressOf(id) ?? undefined,
  }))
  const resolve = (numbers: readonly ListedNumber[] | undefined) =>
    numbers?.flatMap((number) => {
      if (!('masked' in number)) return [number.address]
      const meant = [
        ...new Set(old.flatMap(({ stored }) => (maskOf(stored) === number.masked ? [stored as string] : []))),
      ]
      if (meant.length === 1) return meant
      faults.push({
        ...number.at,
        message:
          meant.length === 0 ? 'is masked, and they have no such number' : 'is masked, and may be several',
        expected: 'the number in full',
      })
      return []
    })
  // An empty cell says nothing: it takes no number away.
  const said = (numbers: string[] | undefined) => (numbers?.length === 0 ? undefined : numbers)
  const phones = said(resolve(listed.phones))
  const emails = said(resolve(listed.emails))
  const named = (kind: ChannelKind) => {
    const form = addressForm(kind)
    return form === 'phone' ? phones : form === 'email' ? emails : undefined
  }
  const has = new Set(old.map(({ stored }) => stored))
  const added: Channel[] = [
    ...[...new Set(phones)].filter((number) => !has.has(number)).flatMap(phoneChannels),
    ...[...new Set(emails)]
      .filter((address) => !has.has(address))
      .map((address) => ({ kind: 'email' as const, address })),
  ]
  const kept = old.filter(({ kind, stored }) => {
    const numbers = named(kind)
    // One whose key is lost goes only when another number takes its place.
    if (numbers === undefined || (stored === undefined && added.length === 0)) return true
    return stored !== undefined && numbers.includes(stored)
  })
  return {
    list: [...kept.map(({ id, kind, hours }) => ({ id, kind, hours })), ...added],
    changed: added.length > 0 || kept.length < old.length,
  }
}

function phoneChannels(address: string): Channel[] {
  const kinds = address.startsWith('0') ? LINE_CHANNELS : MOBILE_CHANNELS
  return kinds.map((kind) => ({ kind, address }))
}
