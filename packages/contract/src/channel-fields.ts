import { z } from 'zod'

// What several kinds of channels are set up with.

export const text = (most: number) => z.string().trim().min(1).max(most)
export const short = text(200)
export const count = (least: number, most: number) => z.number().int().min(least).max(most)

/** Where the provider reports to, as it stands there; absent: this gateway's public address. */
export const callbackUrl = z
  .url({ protocol: /^https?$/ })
  .max(500)
  .optional()
