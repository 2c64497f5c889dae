import type { Routes } from '../handlers.ts'
import type { Services } from '../services.ts'

/** The box itself. */
export function boxRoutes(services: Services): Routes<'getHealth' | 'getSite'> {
  return {
    getHealth() {
      const health = services.health()
      // Whoever only looks at the status code, such as a load balancer, must see it too.
      return { status: health.status === 'down' ? 503 : 200, body: health }
    },
    getSite: () => ({ status: 200, body: services.site() }),
  }
}
