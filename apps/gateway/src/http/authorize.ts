import type { CallName, Role } from '@tocsin/contract'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Access } from '../access/access.ts'
import type { Caller } from '../access/caller.ts'
import { isOwnOrigin } from '../access/origin.ts'
import { atLeast, isRole } from '../access/roles.ts'
import { ProblemAnswer, problems } from './problem.ts'

/** The least role that may use a route; `public` needs no sign-in. */
export type RouteRole = Role | 'public'

declare module 'fastify' {
  interface FastifyContextConfig {
    /** A route without one is not registered. */
    role?: RouteRole
    /** The call of the contract that the route is; absent: it is none. */
    call?: CallName
    /** No call, and a wall display may use it: what lies beneath the map. */
    display?: boolean
  }
}

export function isRouteRole(value: unknown): value is RouteRole {
  return value === 'public' || isRole(value)
}

/** Lets no route into the server that does not say who may use it. To be called before the first is registered. */
export function demandRoles(app: FastifyInstance, publicPlugins: readonly string[]): void {
  app.addHook('onRoute', (route) => {
    // A plugin's own routes cannot be told their role where they are made.
    if (publicPlugins.some((prefix) => route.url === prefix || route.url.startsWith(`${prefix}/`))) {
      route.config = { ...route.config, role: 'public' }
    }
    if (!isRouteRole(route.config?.role)) throw new Error(`route ${route.url} declares no role`)
  })
}

const SAFE_METHODS = new Set(['GET', 'HEAD', 'OPTIONS'])

/** The one place where a request is let in or refused: who it is, where it comes from, and whether the role suffices. */
export class Authorizer {
  readonly #access: Access
  readonly #callers = new WeakMap<FastifyRequest, Caller>()

  constructor(access: Access) {
    this.#access = access
  }

  /** Runs first in every request's life. */
  readonly hook = async (request: FastifyRequest, _reply: FastifyReply): Promise<void> => {
    if (request.is404) return
    const { role, call, display } = request.routeOptions.config
    // Registration refuses such a route; should one slip through, nobody may use it.
    if (!isRouteRole(role)) throw new ProblemAnswer(problems.notAllowed('This route has no role'))
    if (!SAFE_METHODS.has(request.method)) this.#refuseForeign(request)
    if (role === 'public') return
    const caller = this.#access.caller(request.raw)
    if (caller === undefined) throw new ProblemAnswer(problems.signInRequired())
    if (!atLeast(caller.role, role)) {
      this.#access.audit.write(caller.id, 'refused', `${request.method} ${request.url.slice(0, 200)}`, {
        role: caller.role,
        needs: role,
      })
      throw new ProblemAnswer(problems.notAllowed(`This needs the role ${role}; yours is ${caller.role}`))
    }
    const isGround = display === true && caller.kind === 'display'
    if (!isGround && caller.only !== undefined && !(call !== undefined && caller.only.has(call))) {
      throw new ProblemAnswer(problems.notAllowed(`${caller.name} may not make this call`))
    }
    this.#callers.set(request, caller)
  }

  /** Who sent a request that the hook let in; undefined on a public route. */
  callerOf(request: FastifyRequest): Caller | undefined {
    return this.#callers.get(request)
  }

  /** Browsers add cookies by themselves; a bearer token nobody adds unasked. Bodies other than JSON have no parser here. */
  #refuseForeign(request: FastifyRequest): void {
    if (request.headers.authorization !== undefined) return
    if (!isOwnOrigin(request)) throw new ProblemAnswer(problems.foreignOrigin())
  }
}
