import type { MilestoneView, RecordView } from '@tocsin/contract'
import { useTranslation } from '../language/use-translation.ts'
import { type Translate, windowText } from '../language/words.ts'
import { LevelChip } from '../level/LevelChip.tsx'
import { formatMeasured } from '../stations/amount.ts'
import { useTimeText } from '../time/use-site.ts'
import { tookText } from './took.ts'

/** What happened when, from the first reading over the threshold to the end. */
export function Course({ record }: { record: RecordView }) {
  const { t } = useTranslation()
  const time = useTimeText()
  const { milestones, raisedAt } = record
  return (
    <section className="panel" aria-labelledby="course">
      <div className="panel-head">
        <h2 id="course">{t('record.course')}</h2>
      </div>
      <ol className="course" data-testid="course">
        {milestones.map((milestone, index) => (
          <li
            key={`${milestone.at} ${milestone.kind} ${milestone.village} ${milestone.persons} ${index}`}
            data-kind={milestone.kind}
          >
            <time dateTime={new Date(milestone.at).toISOString()}>{time.full(milestone.at)}</time>
            <span className="muted">{raisedAt === null ? '' : signed(milestone.at - raisedAt)}</span>
            <span>
              <b>{t(`record.milestone.${milestone.kind}`, { step: milestone.step ?? '' })}</b>{' '}
              {milestone.level !== undefined && <LevelChip level={milestone.level} />}{' '}
              {detail(t, milestone, record)}
            </span>
          </li>
        ))}
      </ol>
    </section>
  )
}

function signed(ms: number): string {
  return ms < 0 ? tookText(ms) : `+${tookText(ms)}`
}

function detail(t: Translate, milestone: MilestoneView, { names, series }: RecordView): string {
  const { village, persons = [], by, value, windows = {}, ruleVersion, note } = milestone
  const sums = Object.entries(windows).map(
    ([window, mm]) => `${windowText(t, window)} ${formatMeasured(mm, 'mm')}`,
  )
  const measured =
    sums.length > 0 ? sums : value === undefined ? [] : [formatMeasured(value, series?.unit ?? '')]
  const called = persons.map((id) => names.persons[id] ?? id)
  return [
    village === undefined ? '' : (names.areas[village] ?? village),
    called.join(milestone.kind === 'handed-over' ? ' → ' : t('and')),
    ...measured,
    ruleVersion === undefined ? '' : t('record.version-of', { version: ruleVersion }),
    by == null ? '' : (names.persons[by] ?? by),
    note ?? '',
  ]
    .filter((text) => text !== '')
    .join(' · ')
}
