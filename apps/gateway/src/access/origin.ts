import type { IncomingMessage } from 'node:http'

/**
 * True when a request may act for whoever's cookie it carries: it comes from a page of this very host, or from no page at all. Browsers
 * send `Origin` with everything that changes something and with every WebSocket; scripts send none.
 */
export function isOwnOrigin({ headers }: Pick<IncomingMessage, 'headers'>): boolean {
  const { origin, host } = headers
  if (origin !== undefined) return URL.canParse(origin) && new URL(origin).host === host
  const site = headers['sec-fetch-site']
  return site === undefined || site === 'same-origin' || site === 'none'
}
