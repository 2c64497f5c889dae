import manifest from '../package.json' with { type: 'json' }

/** Of the gateway, as its package says. */
export const VERSION: string = manifest.version
