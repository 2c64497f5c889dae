import type { Instant, Reason } from '../model/index.ts'
import { type CompiledRule, windowSums } from '../rules/index.ts'
import type { Grounds } from './docket.ts'
import type { Stream } from './stream.ts'

/** What the rule saw when it changed its mind. */
export function groundsOf(stream: Stream, compiled: CompiledRule, time: Instant, reason: Reason): Grounds {
  const { version: ruleVersion } = compiled.rule
  if (compiled.kind === 'absence') return { reason, ruleVersion }
  // What was held back from the rule is no ground for what it says.
  const reading = stream.recent.findLast(({ flag }) => flag !== 'fail' && flag !== 'missing')
  return {
    reason,
    ruleVersion,
    ...(reading ? { reading } : {}),
    ...(reading?.flag === 'suspect' ? { needsConfirmation: true } : {}),
    ...(compiled.kind === 'accumulation' && stream.rain
      ? { windows: windowSums(compiled, stream.rain, time) }
      : {}),
  }
}
