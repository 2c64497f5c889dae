import type { DemonstrationService } from '../http/demonstration-service.ts'

/** Of a gateway that nobody runs who could switch it. */
export function noDemonstration(demo: boolean): DemonstrationService {
  const view = {
    state: demo ? ('on' as const) : ('off' as const),
    detail: '',
    hindrance: demo ? null : ('not-installed' as const),
    moments: [],
  }
  return {
    view: () => view,
    set: () => ({ ok: false, refusal: { kind: 'in-use', detail: 'Nothing here can switch it' } }),
  }
}
