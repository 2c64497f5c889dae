import type { BaseMap } from '@tocsin/contract'
import type { Fault } from '../http/services.ts'

/** Where tiles may be fetched from unless whoever installs the box says more: the national map service (天地图). */
export const TILE_HOSTS: readonly string[] = ['*.tianditu.gov.cn']

/** True when the host (with its port, where that is not the protocol's own) is one that tiles may come from. */
export function isAllowed(host: string, hosts: readonly string[]): boolean {
  return hosts.some((one) =>
    one.startsWith('*.') ? host.endsWith(one.slice(1)) && host.length > one.length - 1 : host === one,
  )
}

/**
 * What is wrong with addresses of tiles. The gateway fetches from them, so they may only name hosts of the list: nobody at a console can make it
 * ask something else on the network it sits in.
 */
export function tileFaults(base: BaseMap, hosts: readonly string[]): Fault[] {
  if (base.kind !== 'tiles') return []
  return base.layers.flatMap((template, index): Fault[] => {
    const at = (message: string, expected: string): Fault[] => [
      { path: `base.layers[${index}]`, message, expected },
    ]
    const missing = ['{z}', '{x}', '{y}'].filter((part) => !template.includes(part))
    if (missing.length > 0) return at(`lacks ${missing.join(', ')}`, 'an address with {z}, {x} and {y}')
    const parts = URL.parse(template)
    if (parts === null || !/^https?:$/.test(parts.protocol)) return at('is no address', 'https:// or http://')
    if (parts.username !== '' || parts.password !== '') return at('names a user', 'an address without one')
    // A host that is made of the tile's number would be a different host each time.
    if (/[{}]|%7b/i.test(parts.host)) return at('has a placeholder in its host', 'a host that is written out')
    if (isAllowed(parts.host, hosts)) return []
    return at(
      `${parts.host} is none of the hosts that tiles may come from`,
      `${hosts.join(', ')}; whoever runs the box adds others with TOCSIN_TILE_HOSTS`,
    )
  })
}

/** The address of one tile. */
export function tileUrl(template: string, z: number, x: number, y: number, key: string | undefined): string {
  return template
    .replaceAll('{z}', String(z))
    .replaceAll('{x}', String(x))
    .replaceAll('{y}', String(y))
    .replaceAll('{key}', encodeURIComponent(key ?? ''))
}

/** True when a square world has such a tile. */
export function isTile(z: number, x: number, y: number, maxZoom: number): boolean {
  const size = 2 ** z
  return (
    [z, x, y].every((part) => Number.isSafeInteger(part) && part >= 0) && z <= maxZoom && x < size && y < size
  )
}
