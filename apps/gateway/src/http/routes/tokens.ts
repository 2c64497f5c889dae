import type { Access } from '../../access/access.ts'
import type { Routes } from '../handlers.ts'

/** Tokens of machines. */
export function tokenRoutes({ tokens }: Access): Routes<'listTokens' | 'createToken' | 'deleteToken'> {
  return {
    listTokens: () => ({ status: 200, body: { tokens: tokens.list() } }),

    createToken: ({ body, caller }) => ({ status: 201, body: tokens.create(body, caller) }),

    deleteToken({ params, caller }) {
      const outcome = tokens.revoke(params.id, caller)
      return outcome.ok ? { status: 204, body: null } : outcome
    },
  }
}
