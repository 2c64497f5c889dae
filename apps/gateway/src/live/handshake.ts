import type { Problem } from '@tocsin/contract'
import type { Socket } from 'socket.io'
import type { Access } from '../access/access.ts'
import type { Caller } from '../access/caller.ts'

/** A refused handshake as the client sees it: `connect_error` with `data`. */
class HandshakeRefused extends Error {
  readonly data: Problem
  constructor(data: Problem) {
    super(data.title)
    this.data = data
  }
}

/** Lets in who is signed in, by the same cookie or bearer token as over HTTP. The answer tells who a socket belongs to. */
export function createHandshake(access: Access) {
  const callers = new WeakMap<Socket, Caller>()
  return {
    middleware(socket: Socket, next: (refused?: Error) => void): void {
      const caller = access.caller(socket.request)
      if (caller === undefined) {
        next(
          new HandshakeRefused({
            type: '/problems/sign-in-required',
            title: 'Sign in first',
            status: 401,
          }),
        )
        return
      }
      callers.set(socket, caller)
      next()
    },
    callerOf: (socket: Socket): Caller | undefined => callers.get(socket),
  }
}
