import { createHash, randomBytes, randomInt } from 'node:crypto'

/** 256 random bits, safe in a cookie and a header. */
export function newSecret(): string {
  return randomBytes(32).toString('base64url')
}

/** A name for a session or a token that opens nothing by itself. */
export function newId(): string {
  return randomBytes(9).toString('base64url')
}

/** How secrets of 128 bits and more are stored: nobody guesses them, so a fast hash is enough. */
export function sha256(secret: string): Buffer {
  return createHash('sha256').update(secret).digest()
}

// Without 0, 1, i, l and o: the first password is read from a terminal and typed by hand.
const READABLE = 'abcdefghjkmnpqrstuvwxyz23456789'

function group(): string {
  return Array.from({ length: 5 }, () => READABLE[randomInt(READABLE.length)]).join('')
}

/** Four groups of five letters and digits, 99 bits. */
export function readablePassword(): string {
  return Array.from({ length: 4 }, group).join('-')
}

/** Six groups, 148 bits: typed once at a display, and as hard to guess as any secret. */
export function readableSecret(): string {
  return Array.from({ length: 6 }, group).join('-')
}
