import type { Access } from '../../access/access.ts'
import type { Routes } from '../handlers.ts'

/** People who may sign in. */
export function userRoutes({
  users,
}: Access): Routes<'listUsers' | 'createUser' | 'changeUser' | 'deleteUser'> {
  return {
    listUsers: () => ({ status: 200, body: { users: users.list() } }),

    async createUser({ body, caller }) {
      const outcome = await users.create(body, caller.id)
      return outcome.ok ? { status: 201, body: outcome.person } : outcome
    },

    async changeUser({ params, body, caller }) {
      const outcome = await users.change(params.id, body, caller)
      return outcome.ok ? { status: 200, body: outcome.person } : outcome
    },

    deleteUser({ params, caller }) {
      const outcome = users.remove(params.id, caller)
      return outcome.ok ? { status: 204, body: null } : outcome
    },
  }
}
