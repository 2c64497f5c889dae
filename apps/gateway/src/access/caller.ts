import type { CallName, Role } from '@tocsin/contract'
import type { PersonActor } from '../http/services.ts'

/** Who a request or a socket acts for. */
export interface Caller {
  readonly kind: 'person' | 'machine' | 'display'
  /** User name, or `token:{id}`: how the audit log and events name them. */
  readonly id: string
  readonly name: string
  readonly role: Role
  /** What lets them in: the id of a session or of a token. When it ends, their sockets are closed. */
  readonly grant: string
  /** Where it is there: the calls that they may make, and nothing else. */
  readonly only?: ReadonlySet<CallName>
}

/** Why somebody is no longer let in. */
export type EndReason =
  | 'signed-out'
  | 'idle'
  | 'too-long'
  | 'password-changed'
  | 'role-changed'
  | 'removed'
  | 'revoked'

export function actorOf({ id, name }: Caller): PersonActor {
  return { kind: 'person', id, name }
}
