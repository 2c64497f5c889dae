import { type AreaPath, areaSubject, type Instant, type RuleId, type SubjectId } from '../model/index.ts'
import type { CompiledRule, Program } from '../rules/index.ts'
import { type Ruling, type RulingSnapshot, type Subject, saveRulings, startRuling } from './ruling.ts'

/** The serialisable form of an area's rulings. */
export interface AreaSnapshot {
  readonly rulings: Readonly<Record<RuleId, RulingSnapshot>>
}

/** An area as the subject of composites. It is made of other rules' states, so no silence leaves it unproven. */
export class AreaSubject implements Subject {
  readonly id: SubjectId
  readonly area: AreaPath
  readonly station = undefined
  readonly maxGap = Number.POSITIVE_INFINITY
  readonly soundTime = Number.POSITIVE_INFINITY
  rulings: Ruling[] = []
  dirty = false
  readonly #saved: AreaSnapshot['rulings']

  constructor(area: AreaPath, saved?: AreaSnapshot) {
    this.id = areaSubject(area)
    this.area = area
    this.#saved = saved?.rulings ?? {}
  }

  ruling(program: Program, compiled: CompiledRule, coveredSince: Instant): Ruling {
    return startRuling(program, compiled, coveredSince, this.#saved[compiled.rule.id])
  }

  snapshot(): AreaSnapshot {
    return { rulings: saveRulings(this.rulings).rulings }
  }
}
