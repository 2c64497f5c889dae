import { IconBellOff } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import type { WarningView } from '@tocsin/contract'
import { stationsQuery } from '../api/queries.ts'
import { useTranslation } from '../language/use-translation.ts'
import { LevelMark } from '../level/LevelMark.tsx'
import { SoundToggle } from '../sound/SoundToggle.tsx'
import { shortAge } from '../time/format.ts'
import { useTimed } from '../time/ticker.ts'
import { useSite } from '../time/use-site.ts'
import { AcknowledgeButton } from '../warnings/AcknowledgeButton.tsx'
import { isQuiet } from '../warnings/quiet.ts'
import { placeText } from '../warnings/subject.ts'
import { useOpenWarnings, useSentences } from '../warnings/use-warnings.ts'
import { countByLevel, newestUnacknowledged, standing, stateOf } from '../warnings/warning-order.ts'
import './frame.css'
import { LinkState } from './LinkState.tsx'

/** On every page, on top, never hidden: what is open, what nobody has, whether this console can be heard and believed. */
export function WarningBar() {
  const { t } = useTranslation()
  const { warnings, query } = useOpenWarnings()
  const counts = countByLevel(warnings)
  const newestId = useTimed(
    (now) => newestUnacknowledged(warnings.filter((one) => !isQuiet(one, now)))?.id ?? '',
  )
  const newest = warnings.find(({ id }) => id === newestId)
  const quiet = useTimed((now) => warnings.filter((one) => isQuiet(one, now)).length)
  const site = useSite()
  return (
    <header className="bar" data-testid="warning-bar">
      {site?.demo && (
        <Link to="/setup" className="demo-mark" title={t('frame.demoMeans')}>
          <span className="wide-only">{t('frame.demo')}</span>
          <span className="narrow-only">{t('frame.demoShort')}</span>
        </Link>
      )}
      <nav className="bar-counts" aria-label={t('bar.counts')}>
        {counts.map(({ level, open, unacknowledged }) => (
          <Link
            key={level}
            to="/warnings"
            search={{ level }}
            className="bar-count"
            data-level={level}
            data-empty={open === 0}
            data-testid={`count-${level}`}
          >
            <LevelMark
              level={level}
              size={18}
              {...(open > 0 && { state: unacknowledged > 0 ? 'unacknowledged' : 'acknowledged' })}
            />
            <span className="bar-word wide-only">{t(`level.word.${level}`)}</span>
            <span className="bar-word narrow-only" aria-hidden="true">
              {t(`level.short.${level}`)}
            </span>
            <span className="narrow-only visually-hidden">{t(`level.word.${level}`)}</span>
            <b>{query.data === undefined ? '–' : open}</b>
            {unacknowledged > 0 && (
              <span className="bar-unacknowledged">
                <span className="wide-only">{t('bar.unacknowledged', { count: unacknowledged })}</span>
                <span className="narrow-only" aria-hidden="true">
                  {unacknowledged}!
                </span>
                <span className="narrow-only visually-hidden">
                  {t('bar.unacknowledged', { count: unacknowledged })}
                </span>
              </span>
            )}
          </Link>
        ))}
      </nav>
      {quiet > 0 && (
        <Link
          to="/warnings"
          search={{ quiet: true }}
          className="bar-count bar-quiet"
          data-testid="count-quiet"
        >
          <IconBellOff size={16} aria-hidden="true" />
          <span className="bar-word">{t('bar.quiet')}</span>
          <b>{quiet}</b>
        </Link>
      )}
      <div className="bar-newest">{newest && <Newest warning={newest} />}</div>
      <SoundToggle />
      <LinkState />
    </header>
  )
}

function Newest({ warning }: { warning: WarningView }) {
  const { t } = useTranslation()
  const stations = useQuery(stationsQuery).data ?? []
  const sentence = useSentences([warning])(warning)
  const age = useTimed((now) => shortAge(now - warning.raisedAt))
  const level = standing(warning)
  return (
    <div className="newest" data-level={level} data-testid="newest-unacknowledged">
      <Link to="/warnings/$id" params={{ id: warning.id }} className="newest-text">
        <LevelMark level={level} state={stateOf(warning)} size={20} />
        <span className="newest-sentence">
          <span className="visually-hidden">{t(`level.chip.${level}`)} </span>
          <b>{placeText(t, warning, stations)}</b> {sentence}
        </span>
        <span className="newest-age">{age}</span>
      </Link>
      <AcknowledgeButton warning={warning} sentence={sentence} size="compact-sm" testId="bar-acknowledge" />
    </div>
  )
}
