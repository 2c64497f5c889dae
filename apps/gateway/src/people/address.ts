import type { ChannelKind } from '@tocsin/core'
import { plainWidth } from '../tables/amount.ts'

/** An address as it is stored and compared, or what is wrong with it. The fault never repeats the address: faults are shown and logged. */
export type AddressRead =
  | { readonly ok: true; readonly address: string }
  | { readonly ok: false; readonly message: string; readonly expected: string }

/** What kind of address a channel has. The console is whoever sits there: it has none. */
export function addressForm(kind: ChannelKind): 'phone' | 'email' | 'robot' | 'loudspeaker' | 'none' {
  switch (kind) {
    case 'voice':
    case 'sms':
    case 'sms-modem':
    case 'telephone':
      return 'phone'
    case 'email':
      return 'email'
    case 'robot':
      return 'robot'
    case 'loudspeaker':
      return 'loudspeaker'
    case 'console':
      return 'none'
    default:
      kind satisfies never
      throw new Error('a channel of an unknown kind')
  }
}

/** Kinds that only a mobile number can take. */
const MOBILE_ONLY: readonly ChannelKind[] = ['sms', 'sms-modem']

/** Reads what a person typed or a file holds: 138-1234-5678, +86 138…, ０７１９－8123456. */
export function readAddress(kind: ChannelKind, text: string): AddressRead {
  switch (addressForm(kind)) {
    case 'phone': {
      const read = readPhone(text)
      if (!read.ok || !MOBILE_ONLY.includes(kind) || !read.address.startsWith('0')) return read
      return { ok: false, message: 'a fixed line takes no SMS', expected: 'a mobile number' }
    }
    case 'email':
      return readEmail(text)
    case 'robot':
      return readRobot(text)
    case 'loudspeaker':
      return /^mqtt:/.test(text.trim()) ? readSpeaker(text.trim()) : readPhone(text)
    case 'none':
      return { ok: false, message: 'this kind of channel has no address', expected: 'nothing' }
  }
}

const PHONE = 'a mobile number of 11 digits, 0 with area code and number, or + with country code'

/** A Chinese mobile number is its 11 digits, a fixed line begins with 0, any other number with +. */
export function readPhone(text: string): AddressRead {
  const plain = plainWidth(text)
    .trim()
    .replace(/[\s\-–—()./\u00a0\u200b-\u200f\ufeff]/g, '')
  const national = plain.replace(/^(?:\+|00)86/, '').replace(/^86(?=1[3-9]\d{9}$)/, '')
  if (/^1[3-9]\d{9}$/.test(national)) return { ok: true, address: national }
  if (/^0[1-9]\d{8,10}$/.test(national)) return { ok: true, address: national }
  // +86 719 8123456: the 0 is dialled within the country only.
  if (plain !== national && /^[2-9]\d{8,10}$/.test(national)) return { ok: true, address: `0${national}` }
  const foreign = plain.replace(/^00(?=[1-9])/, '+')
  if (/^\+[1-9]\d{6,14}$/.test(foreign) && !foreign.startsWith('+86')) return { ok: true, address: foreign }
  if (/\de\+?\d/i.test(plain)) {
    return {
      ok: false,
      message: 'the spreadsheet kept only some of its digits',
      expected: `${PHONE}, as text`,
    }
  }
  if (/[^\d+]/.test(plain)) {
    return { ok: false, message: 'has other characters than digits', expected: PHONE }
  }
  if (/^[2-9]\d{8,10}$/.test(plain)) {
    return { ok: false, message: 'has lost its leading 0, or is no number', expected: PHONE }
  }
  return { ok: false, message: `${plain.length} digits make no such number`, expected: PHONE }
}

function readEmail(text: string): AddressRead {
  const plain = text.trim().toLowerCase()
  if (plain.length <= 254 && /^[^\s@<>",;:]{1,64}@[\p{L}\p{N}-]+(\.[\p{L}\p{N}-]+)+$/u.test(plain)) {
    return { ok: true, address: plain }
  }
  return { ok: false, message: 'is no e-mail address', expected: 'such as duty@example.com' }
}

/** A robot is set up once for the office, with its webhook and secret (`lines`); here stands which. */
const ROBOT = /^[a-z0-9][a-z0-9-]{0,31}$/

function readRobot(text: string): AddressRead {
  const plain = text.trim()
  if (ROBOT.test(plain)) return { ok: true, address: plain }
  return {
    ok: false,
    message: 'is no name of a robot',
    expected: 'the name under which the robot is set up, such as duty-group',
  }
}

function readSpeaker(text: string): AddressRead {
  if (/^mqtt:[A-Za-z0-9][\w.-]{0,63}$/.test(text)) return { ok: true, address: text }
  return {
    ok: false,
    message: 'is no id of a loudspeaker',
    expected: 'mqtt: and its id, such as mqtt:xincun-1, or a number',
  }
}

/** True for a number that belongs to one person alone. A fixed line is often shared by an office, a loudspeaker by a village. */
export function isPersonal(kind: ChannelKind, address: string): boolean {
  const form = addressForm(kind)
  return form === 'email' || (form === 'phone' && !address.startsWith('0'))
}

/** Enough of an address to tell it from another, too little to use it: 138****1234. */
export function masked(address: string): string {
  // As webhooks were once written here.
  if (/^https?:/.test(address)) return `${new URL(address).origin}/****`
  if (/[a-z]/.test(address) && ROBOT.test(address)) return address
  if (address.startsWith('mqtt:')) return 'mqtt:****'
  const at = address.indexOf('@')
  if (at >= 0) return `${[...address][0]}****${address.slice(at)}`
  if (/^1\d{10}$/.test(address)) return `${address.slice(0, 3)}****${address.slice(7)}`
  const shown = address.startsWith('0') ? 4 : 3
  return `${address.slice(0, shown)}****${address.slice(-Math.min(4, address.length - shown - 3))}`
}

/** The same where there may be none, or its key is lost. */
export function maskOf(address: string | null | undefined): string | undefined {
  return address === null || address === undefined ? undefined : masked(address)
}
