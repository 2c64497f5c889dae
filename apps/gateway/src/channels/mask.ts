/** A run of digits this long may be somebody's number. Shorter ones are codes, counts and years. */
const NUMBER = /\+?\d(?:[ -]?\d){6,}/g
const MAILBOX = /([^\s@<>"':;,]+)@([^\s@<>"':;,]+)/g

/** `13812341234` as `138****1234`: enough for two people to agree on which, too little to call. */
export function maskNumber(number: string): string {
  const digits = number.replace(/\D/g, '')
  if (digits.length < 7) return '****'
  const shownAhead = digits.length >= 11 ? digits.length - 8 : digits.length - 7
  const shownAfter = digits.length >= 11 ? 4 : 3
  return `${number.startsWith('+') ? '+' : ''}${digits.slice(0, shownAhead)}****${digits.slice(-shownAfter)}`
}

/** Any address: numbers as above, `wang@example.org` as `w***@example.org`, other names whole. */
export function maskAddress(address: string): string {
  return maskText(address)
}

/** A text of somebody else's (a provider's error, a device's answer) with every number and mailbox in it masked. */
export function maskText(text: string): string {
  return text
    .replace(MAILBOX, (_, name: string, domain: string) => `${[...name][0]}***@${domain}`)
    .replace(NUMBER, maskNumber)
}

/** The same, with these secrets taken out as well, as they are and as a URL writes them. */
export function redact(text: string, secrets: readonly string[]): string {
  let out = text
  for (const secret of secrets) {
    if (secret === '') continue
    out = out.replaceAll(secret, '***').replaceAll(encodeURIComponent(secret), '***')
  }
  return maskText(out)
}
