import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { calls, type RuleView } from '@tocsin/contract'
import { perform } from '../api/perform.ts'
import { keys, stationsQuery } from '../api/queries.ts'
import { coverageQuery, ruleKeys, standingQuery } from '../api/rule-queries.ts'
import { DeleteWithReason } from '../frame/DeleteWithReason.tsx'
import { notify } from '../frame/notices.ts'
import { useTranslation } from '../language/use-translation.ts'
import { datastreamLabel } from '../language/words.ts'
import { useMay } from '../session/use-person.ts'
import { placeText, subjectOf } from '../warnings/subject.ts'
import { onlyJudgedBy } from './coverage-model.ts'

/** Takes a rule away for good; its warnings clear with that reason. Refused while other rules refer to it. */
export function DeleteRule({ rule }: { rule: RuleView }) {
  const { t } = useTranslation()
  const client = useQueryClient()
  const navigate = useNavigate()
  const allowed = useMay(calls.deleteRule)
  return (
    <DeleteWithReason
      title={t('rule.deleteName', { name: rule.name })}
      word={t('rule.delete')}
      forbidden={allowed ? undefined : t('forbidden.rule')}
      testId="delete-rule"
      remove={(reason) => perform(calls.deleteRule, { params: { id: rule.id }, query: { reason } })}
      onRemoved={() => {
        notify('done', t('rule.deleted', { name: rule.name }))
        void client.invalidateQueries({ queryKey: keys.rules })
        void client.invalidateQueries({ queryKey: ruleKeys.coverage })
        void navigate({ to: '/rules' })
      }}
    >
      <Consequences rule={rule} />
      <p className="muted">{t('rule.deleteMeans')}</p>
    </DeleteWithReason>
  )
}

/** Subjects named at most. */
const NAMED = 6

/** What fires under the rule now, and what nobody would watch without it. */
function Consequences({ rule }: { rule: RuleView }) {
  const { t } = useTranslation()
  const stations = useQuery(stationsQuery).data ?? []
  const evaluations = useQuery(standingQuery(rule.id)).data
  const coverage = useQuery(coverageQuery).data?.coverage
  const firing = evaluations?.filter(({ state }) => state === 'firing').map(({ subject }) => subject)
  const left = coverage && onlyJudgedBy(rule.id, coverage)
  const named = (subjects: readonly string[]) => {
    const names = subjects.slice(0, NAMED).map((subject) => {
      const { station, datastream } = subjectOf({ subject }, stations)
      const place = placeText(t, { subject, rule }, stations)
      return station && datastream ? `${place} ${datastreamLabel(t, datastream, station.datastreams)}` : place
    })
    const more = subjects.length - NAMED
    return `${names.join(t('and'))}${more > 0 ? ` ${t('rule.more', { count: more })}` : ''}`
  }
  return (
    <div className="consequences" data-testid="delete-consequences">
      {firing && (
        <p>
          {firing.length === 0
            ? t('rule.deleteQuiet')
            : t('rule.deleteFiring', { count: firing.length, names: named(firing) })}
        </p>
      )}
      {left && (
        <p>
          {left.length === 0
            ? t('rule.deleteLeavesNone')
            : t('rule.deleteLeaves', { count: left.length, names: named(left) })}
        </p>
      )}
    </div>
  )
}
