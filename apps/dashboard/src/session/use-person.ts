import { useQuery } from '@tanstack/react-query'
import type { Call } from '@tocsin/contract'
import { sessionQuery } from '../api/queries.ts'
import { may } from './permission.ts'

export function usePerson() {
  return useQuery(sessionQuery).data
}

/** Whether the person signed in may perform the call. Forbidden actions stay visible, disabled, with the reason. */
export function useMay(call: Pick<Call, 'role'>): boolean {
  return may(usePerson()?.role, call)
}
