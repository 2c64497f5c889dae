import { z } from 'zod'
import { instant, name } from './station.ts'

export const ROLES = ['viewer', 'operator', 'duty-officer', 'engineer', 'administrator'] as const
export type Role = (typeof ROLES)[number]
export const role = z.enum(ROLES)

export const username = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._@-]{0,63}$/, {
  error: 'expected 1 to 64 letters, digits, ".", "_", "@" or "-"',
})
/** NIST 800-63B: length counts, composition rules do not. */
export const newPassword = z.string().min(8).max(200)

export const credentials = z.strictObject({
  username: z.string().min(1).max(64),
  password: z.string().min(1).max(200),
})

/** The person signed in. */
export const personView = z.object({
  username: z.string(),
  name: z.string(),
  role,
  /** Whom of the directory they are: calls to that person by the console reach their screens. */
  person: z.string().optional(),
})
export type PersonView = z.infer<typeof personView>

/** The person signed in, and when their session ends however busy it is; null for a machine's token. */
export const signedInView = personView.extend({
  sessionEndsAt: instant.nullable(),
  /** The password is still the one of the first start. */
  firstPassword: z.boolean(),
  /** It is a wall display: nobody sits there. */
  display: z.boolean(),
})
export type SignedInView = z.infer<typeof signedInView>

export const userBody = z.strictObject({ username, name, role, password: newPassword })
export const userChange = z.strictObject({
  name: name.optional(),
  role: role.optional(),
  password: newPassword.optional(),
  /** Whom of the directory they are; null: nobody. */
  person: z.string().min(1).max(64).nullable().optional(),
})

/** `wall`: a display that stays signed in without anybody's session, and may read what stands on the wall. */
export const TOKEN_PURPOSES = ['machine', 'wall'] as const
const purpose = z.enum(TOKEN_PURPOSES)

/** The role of a wall display is viewer, whatever is asked for. */
export const tokenBody = z.strictObject({ name, role, purpose: purpose.default('machine') })
/** A token of a machine or a wall display; its secret is answered once, at creation. */
export const tokenView = z.object({
  id: z.string(),
  name: z.string(),
  role,
  purpose,
  createdAt: instant,
  lastUsedAt: instant.nullable(),
})
export type TokenView = z.infer<typeof tokenView>
