import { Link } from '@tanstack/react-router'
import type { BlindSpotView, VillageReachView } from '@tocsin/contract'
import type { Level } from '@tocsin/core'
import { useLanguage } from '../language/use-language.ts'
import { useTranslation } from '../language/use-translation.ts'
import { term } from '../language/words.ts'
import { minutesOf } from './blind-spot-list.ts'

interface Props {
  readonly village: VillageReachView
  readonly levels: readonly Level[]
}

/** A village: by whom, over what and how soon it would be warned at each level; under it, what is broken and where to mend it. */
export function VillageRow({ village, levels }: Props) {
  const { t } = useTranslation()
  const { name, above, canWarn, gauges, spots } = village
  return (
    <tbody className="village" data-can={canWarn} data-testid="village">
      <tr>
        <th scope="row">
          <b>{name}</b> <span className="muted">{above.at(-1)}</span>
          <br />
          <span className="tag" {...(!canWarn && { 'data-tone': 'fault' })} data-testid="can-warn">
            {canWarn ? t('blind.can') : t('blind.cannot')}
          </span>
        </th>
        <td data-label={t('blind.gauges')}>
          {t('blind.heard', { heard: gauges.heard, ruled: gauges.ruled })}
          {gauges.all > gauges.ruled && (
            <span className="muted"> {t('blind.unruled', { count: gauges.all - gauges.ruled })}</span>
          )}
        </td>
        {levels.map((level) => (
          <td key={level} data-label={t(`level.full.${level}`)}>
            <ReachedAt at={village.levels.find((one) => one.level === level)} />
          </td>
        ))}
      </tr>
      {spots.length > 0 && (
        <tr>
          <td colSpan={2 + levels.length} className="village-spots">
            <ul>
              {spots.map((spot) => (
                <Spot key={`${spot.kind} ${spot.reason.en} ${spot.levels.join()}`} spot={spot} />
              ))}
            </ul>
          </td>
        </tr>
      )}
    </tbody>
  )
}

function ReachedAt({ at }: { readonly at: VillageReachView['levels'][number] | undefined }) {
  const { t } = useTranslation()
  if (at === undefined) return <span className="muted">{t('blind.unused')}</span>
  if (at.withinMs === null) return <b className="broken">{t('blind.nobody')}</b>
  const [first = ''] = at.names
  return (
    <>
      <b>{t('blind.within', { count: minutesOf(at.withinMs) })}</b>{' '}
      {at.persons > 1 ? t('blind.persons', { first, count: at.persons }) : first}{' '}
      <span className="muted">{at.channels.map((kind) => term(t, 'channel', kind)).join(' · ')}</span>
    </>
  )
}

function Spot({ spot }: { readonly spot: BlindSpotView }) {
  const { t } = useTranslation()
  const language = useLanguage()
  const { kind, weight, levels, reason } = spot
  return (
    <li data-weight={weight} data-testid="spot">
      <span className="tag" {...(weight === 'cannot' && { 'data-tone': 'fault' })}>
        {t(`blind.weight.${weight}`)}
      </span>{' '}
      {levels.length > 0 && (
        <span className="muted">{levels.map((level) => t(`level.word.${level}`)).join(' · ')} </span>
      )}
      {reason[language]} <span className="muted">{t(`blind.todo.${kind}`)}</span> <Mend spot={spot} />
    </li>
  )
}

/** Where it is mended. */
function Mend({ spot: { kind, gauge, plan } }: { readonly spot: BlindSpotView }) {
  const { t } = useTranslation()
  const station = gauge?.split('/')[0]
  switch (kind) {
    case 'no-gauge':
      return <Link to="/stations/new">{t('blind.mend')}</Link>
    case 'gauges-silent':
    case 'gauge-silent':
      return station === undefined ? (
        <Link to="/stations">{t('blind.mend')}</Link>
      ) : (
        <Link to="/stations/$id" params={{ id: station }}>
          {t('blind.mend')}
        </Link>
      )
    case 'no-rule':
      return <Link to="/rules">{t('blind.mend')}</Link>
    case 'no-plan':
      return <Link to="/plans/new">{t('blind.mend')}</Link>
    case 'plan-without-people':
      return plan === undefined ? (
        <Link to="/plans">{t('blind.mend')}</Link>
      ) : (
        <Link to="/plans/$id" params={{ id: plan }}>
          {t('blind.mend')}
        </Link>
      )
    case 'roster-empty':
      return <Link to="/roster">{t('blind.mend')}</Link>
    default:
      return <Link to="/people">{t('blind.mend')}</Link>
  }
}
