import { ruleBody } from '@tocsin/contract'
import {
  compileRule,
  Judge,
  namesFrom,
  type Rule,
  type RuleDefinition,
  ruleSentence,
  type Station,
} from '@tocsin/core'
import { faultsOf, InvalidRequest, validate } from '@tocsin/gateway/http/validation'
import { huntAsThread, type Quarry } from './hunt.ts'
import { mutatedValue } from './mutate.ts'
import { RULE_BODIES } from './rule-bodies.ts'

const NOW = Date.UTC(2026, 6, 1, 4)
const MINUTE = 60_000
const STATIONS: readonly Station[] = ['bridge', 'dam'].map((id) => ({
  id,
  name: id,
  area: 'lushan/xincun',
  tags: ['mine'],
  datastreams: [
    { name: 'level', property: 'water-level', unit: 'm', intervalMs: MINUTE, span: [0, 12] },
    { name: 'rain', property: 'rainfall', unit: 'mm', intervalMs: MINUTE, form: 'increment' },
  ],
}))
const NAMES = namesFrom({ zone: 'Asia/Shanghai', stations: STATIONS })
const BY = { kind: 'person', id: 'u1', name: 'x' } as const

interface Fault {
  readonly path: string
  readonly message: string
}

function wrongWithFaults(faults: readonly Fault[]): string | undefined {
  if (faults.length === 0) return 'refused without a fault'
  const silent = faults.find(({ path, message }) => typeof path !== 'string' || message === '')
  return silent === undefined ? undefined : `a fault that says nothing: ${JSON.stringify(silent)}`
}

/** The rule in force over an hour of readings that cross everything, and of silence. */
function wrongWhenJudged(definition: RuleDefinition): string | undefined {
  const judge = new Judge()
  let position = 0
  for (const station of STATIONS)
    judge.take({ type: 'config', at: NOW, by: BY, change: { kind: 'station', station } }, ++position)
  const rule = { ...definition, id: 'r1', version: 1, state: 'active' } as Rule
  judge.take({ type: 'config', at: NOW, by: BY, change: { kind: 'rule', rule } }, ++position)
  for (const [step, value] of [0, 3, 6, 11, 100, 4, 0, 0].entries()) {
    const at = NOW + (step + 1) * 5 * MINUTE
    const reading = (name: string, amount: number) =>
      ({ datastream: `bridge/${name}`, phenomenonTime: at, receivedAt: at, value: amount }) as const
    const readings = [reading('level', value), reading('rain', value * 4)]
    judge.take({ type: 'readings', at, station: 'bridge', readings, rejections: [] }, ++position)
  }
  const due = judge.nextDue()
  if (due !== undefined) {
    if (!Number.isFinite(due)) return `a timer at ${due}`
    judge.take({ type: 'clock', at: Math.min(due, NOW + 1e12), cause: 'due' }, ++position)
  }
  for (const evaluation of judge.explain('r1')) JSON.stringify(evaluation)
  JSON.stringify(judge.changed())
  // That what it refers to exists is for the registry to say.
  const broken = judge.brokenRules.filter(({ detail }) => !/there is no (table|rule)/.test(detail))
  return broken.length > 0 ? `taken, and broken in force: ${JSON.stringify(broken)}` : undefined
}

/** Bodies of `POST /api/rules`. */
export function ruleDefinitions(): Quarry<string> {
  return {
    make(random) {
      let value = random.of(RULE_BODIES)
      if (!random.once(10)) value = mutatedValue(value, random)
      return JSON.stringify(value) ?? 'null'
    },
    judge(json) {
      const outcome = validate(ruleBody, JSON.parse(json))
      if ('error' in outcome) {
        if (!(outcome.error instanceof InvalidRequest)) return `refused with ${outcome.error.stack}`
        return wrongWithFaults(faultsOf(outcome.error.issues))
      }
      const definition = outcome.value as RuleDefinition
      const compilation = compileRule(definition)
      for (const language of ['zh', 'en'] as const) {
        // A draft is said back before it makes sense.
        const sentence = compilation.ok ? ruleSentence(definition, language, NAMES) : 'x'
        if (sentence === '' || /undefined|NaN|\[object/.test(sentence)) return `it says "${sentence}"`
      }
      if (!compilation.ok) return wrongWithFaults(compilation.faults)
      return wrongWhenJudged(definition)
    },
    show: (json) => json,
  }
}

await huntAsThread(ruleDefinitions)
