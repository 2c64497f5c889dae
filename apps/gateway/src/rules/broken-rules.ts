import { repairRule } from '@tocsin/core'
import type { Log } from '../log.ts'
import type { Registry } from '../registry/registry.ts'
import type { RulesHost } from './host.ts'

/** Who looks at what an earlier build saved, when the gateway starts. */
interface Options {
  readonly host: Pick<RulesHost, 'judge' | 'configure'>
  readonly registry: Pick<Registry, 'rule'>
  readonly log: Log
}

/**
 * Goes through the rules that are to be judged and cannot be, since an earlier build took what this one refuses. What can be mended in one way only,
 * and means the same afterwards, becomes a new version by the system, with what was mended as its reason; everything else is kept as it is and
 * said, for an engineer to mend. Not waited for: on a full disk nothing is saved, and the next start tries again.
 */
export function mendBrokenRules({ host, registry, log }: Options): void {
  for (const { rule: id, detail } of host.judge.brokenRules) {
    const rule = registry.rule(id)
    const repair = rule && repairRule(rule)
    if (rule === undefined || repair === undefined) {
      log.error('rules.broken', {
        rule: id,
        name: rule?.name,
        detail,
        effect: 'kept, and not judged until it is changed',
      })
      continue
    }
    const reason = reasonOf(repair.paths)
    log.info('rules.mended', { rule: id, name: rule.name, detail, mended: repair.paths.join(', ') })
    const next = { ...repair.rule, version: rule.version + 1 }
    host.configure({ kind: 'rule', rule: next, reason }, { kind: 'system' }).catch((error: Error) => {
      log.error('rules.mendFailed', { rule: id, detail: error.message })
    })
  }
}

function reasonOf(paths: readonly string[]): string {
  const where = paths.join(', ')
  return `升级后自动修复，含义不变：${where} / Mended after an upgrade, with the same meaning: ${where}`
}
