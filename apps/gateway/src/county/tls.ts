import type { CountySettings } from '@tocsin/contract'

/** TLS as Node's drivers take it; undefined: none. */
export function tlsOf({
  tls,
  ca,
}: Pick<CountySettings, 'tls' | 'ca'>): { rejectUnauthorized: boolean; ca?: string } | undefined {
  if (tls === 'off') return undefined
  return { rejectUnauthorized: tls === 'verify', ...(ca === undefined ? {} : { ca }) }
}
