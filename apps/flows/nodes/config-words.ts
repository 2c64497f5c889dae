import type { NodeConfig } from '../src/red.ts'

/** A setting of a node as text, without blanks at its ends. */
export function textOf(config: NodeConfig, name: string): string {
  const value = config[name]
  return typeof value === 'string' || typeof value === 'number' ? String(value).trim() : ''
}

/** A setting that lists names: `bridge, dam`. */
export function listOf(config: NodeConfig, name: string): string[] {
  return textOf(config, name)
    .split(/[,，\s]+/)
    .filter((one) => one !== '')
}

/** True for a place in an area, or for any place when no area is asked for. */
export function within(area: string, asked: string): boolean {
  return asked === '' || area === asked || area.startsWith(`${asked}/`)
}
