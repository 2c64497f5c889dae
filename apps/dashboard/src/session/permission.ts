import { type Call, ROLES, type Role } from '@tocsin/contract'

/** True when that role may perform the call; the contract's own table, not a copy of it. */
export function may(role: Role | undefined, call: Pick<Call, 'role'>): boolean {
  if (call.role === 'public') return true
  return role !== undefined && ROLES.indexOf(role) >= ROLES.indexOf(call.role)
}
