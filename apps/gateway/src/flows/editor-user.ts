import { createHmac } from 'node:crypto'
import type { DurationMs, Instant } from '@tocsin/core'

/** A request is passed on at once. */
const HOLDS_FOR: DurationMs = 60_000

/** Tells Node-RED who is at the editor, in a way that nobody else on this host can: signed with a secret made for this start. */
export function signUser(user: string, secret: string, now: Instant): string {
  const body = Buffer.from(JSON.stringify({ user, until: now + HOLDS_FOR })).toString('base64url')
  return `${body}.${createHmac('sha256', secret).update(body).digest('base64url')}`
}
