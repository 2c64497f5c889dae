/** Bytes of user data in one short message (3GPP TS 23.040). */
const USER_DATA = 140
/** A concatenation header with an 8-bit reference: 05 00 03 ref total number. */
const HEADER = 6
/** Parts a message may have here. A warning that needs more is not a warning; networks charge and drop by part. */
export const MOST_PARTS = 8

/** One part of a message, as `AT+CMGS` takes it in PDU mode. */
export interface SubmitPart {
  /** Octets after the address of the centre: the argument of `AT+CMGS`. */
  readonly length: number
  readonly pdu: string
}

const hex = (bytes: Uint8Array | readonly number[]) => Buffer.from(bytes).toString('hex').toUpperCase()

/** Swapped half-octets; an odd last digit is filled with F. */
function semiOctets(digits: string): number[] {
  const padded = digits.length % 2 === 0 ? digits : `${digits}F`
  return Array.from({ length: padded.length / 2 }, (_, at) =>
    Number.parseInt(`${padded[at * 2 + 1]}${padded[at * 2]}`, 16),
  )
}

/** A number a modem can dial: digits with an optional +. Undefined when it is none. */
export function dialled(
  number: string,
): { readonly digits: string; readonly international: boolean } | undefined {
  const plain = number.replace(/[\s()-]/g, '')
  const match = /^(\+?)(\d{3,20})$/.exec(plain)
  return match ? { digits: match[2] as string, international: match[1] === '+' } : undefined
}

/** Cuts UCS-2 without parting the two halves of a character. */
function slices(text: string, units: number): string[] {
  const out: string[] = []
  for (let from = 0; from < text.length; ) {
    let to = Math.min(from + units, text.length)
    const last = text.charCodeAt(to - 1)
    if (to < text.length && last >= 0xd800 && last <= 0xdbff) to -= 1
    out.push(text.slice(from, to))
    from = to
  }
  return out
}

/** How many parts a text takes. */
export function partsOf(text: string): readonly string[] {
  return text.length * 2 <= USER_DATA ? [text] : slices(text, (USER_DATA - HEADER) / 2)
}

/**
 * SMS-SUBMIT in UCS-2, in as many parts as it takes, each asking for a delivery report. `reference` (0 to 255) joins the
 * parts: the same for a retry, so that the telephone puts a repeated part where it already is.
 */
export function encodeSubmit(number: string, text: string, reference: number): readonly SubmitPart[] {
  const to = dialled(number)
  if (!to) throw new RangeError('SMS: a number of 3 to 20 digits was expected')
  const parts = partsOf(text)
  return parts.map((part, index) => {
    const content = Buffer.from(part, 'utf16le').swap16()
    const header = parts.length > 1 ? [5, 0, 3, reference & 0xff, parts.length, index + 1] : []
    const address = [to.digits.length, to.international ? 0x91 : 0x81, ...semiOctets(to.digits)]
    const tpdu = [
      // SUBMIT, relative validity, status report wanted; 0x40: a header goes ahead of the text.
      0x31 | (header.length > 0 ? 0x40 : 0),
      0, // the modem numbers it
      ...address,
      0,
      0x08, // UCS-2
      0x47, // valid for six hours: a later one would call people to a flood that is over
      header.length + content.length,
      ...header,
      ...content,
    ]
    return { length: tpdu.length, pdu: `00${hex(tpdu)}` }
  })
}
