import { ROLES, type Role } from '@tocsin/contract'

/** True for the roles of the contract, whatever the value claims to be. */
export function isRole(value: unknown): value is Role {
  return ROLES.includes(value as Role)
}

/** Each role may do all that the ones before it may. */
export function atLeast(role: Role, least: Role): boolean {
  return ROLES.indexOf(role) >= ROLES.indexOf(least)
}
