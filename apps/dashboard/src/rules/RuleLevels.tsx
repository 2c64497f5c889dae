import { useQuery } from '@tanstack/react-query'
import type { RuleView } from '@tocsin/contract'
import { stationsQuery } from '../api/queries.ts'
import { useTranslation } from '../language/use-translation.ts'
import { LevelChip } from '../level/LevelChip.tsx'
import { levelsOf, levelText, unitOf } from './rule-words.ts'
import './rules.css'

/** Each level of a rule with its condition in words, gravest first. */
export function RuleLevels({ rule }: { rule: RuleView }) {
  const { t } = useTranslation()
  const stations = useQuery(stationsQuery).data ?? []
  const unit = unitOf(rule, stations)
  return (
    <ul className="rule-levels">
      {levelsOf(rule).map((level) => (
        <li key={level}>
          <LevelChip level={level} />
          <span>{levelText(t, rule, level, unit)}</span>
        </li>
      ))}
    </ul>
  )
}
