import { useQuery } from '@tanstack/react-query'
import { useEffect, useRef, useState } from 'react'
import { boxWarningsQuery, stationsQuery } from '../api/queries.ts'
import { useLanguage } from '../language/use-language.ts'
import { useTranslation } from '../language/use-translation.ts'
import { serverNow } from '../time/server-clock.ts'
import { placeText } from '../warnings/subject.ts'
import { currentFlood } from '../warnings/use-flood.ts'
import { useOpenWarnings, useSentences } from '../warnings/use-warnings.ts'
import { countByLevel, standing } from '../warnings/warning-order.ts'
import { announcements, raisingOf } from './announce.ts'

/** A screen reader that is still speaking should not be cut off by the next warning. */
const QUIET_MS = 3000

/** Tells new warnings to screen readers, one at a time, and keeps the title of the tab. Shows nothing. */
export function Announcer() {
  const { t } = useTranslation()
  const language = useLanguage()
  const { warnings, query } = useOpenWarnings()
  const stations = useQuery(stationsQuery).data ?? []
  const sentenceOf = useSentences(warnings)
  const known = useRef<ReadonlySet<string>>(undefined)
  const waiting = useRef<string[]>([])
  const [spoken, setSpoken] = useState('')

  useEffect(() => {
    if (query.data === undefined) return
    const fresh = announcements(warnings, known.current, serverNow())
    known.current = new Set(warnings.map(raisingOf))
    // Of a flood only red is read out one by one; the others are counted.
    const { on } = currentFlood(serverNow())
    const spokenAlone = on ? fresh.filter((warning) => standing(warning) === 'red') : fresh
    const rest = fresh.length - spokenAlone.length
    if (rest > 0) waiting.current.push(t('announce.digest', { count: rest }))
    for (const warning of spokenAlone) {
      waiting.current.push(
        t('announce.warning', {
          level: t(`level.full.${standing(warning)}`),
          place: placeText(t, warning, stations),
          sentence: sentenceOf(warning),
        }),
      )
    }
  }, [query.data, warnings, stations, sentenceOf, t])

  const box = useQuery(boxWarningsQuery).data?.open
  const knownBox = useRef<ReadonlySet<string>>(undefined)
  useEffect(() => {
    if (box === undefined) return
    const fresh = knownBox.current === undefined ? [] : box.filter(({ id }) => !knownBox.current?.has(id))
    knownBox.current = new Set(box.map(({ id }) => id))
    const [first] = fresh
    if (first === undefined) return
    waiting.current.push(
      fresh.length === 1
        ? t('box.announce', { reason: first.reason[language] })
        : t('box.announceMany', { count: fresh.length, reason: first.reason[language] }),
    )
  }, [box, language, t])

  useEffect(() => {
    const timer = setInterval(() => {
      const next = waiting.current.shift()
      if (next !== undefined) setSpoken(next)
    }, QUIET_MS)
    return () => clearInterval(timer)
  }, [])

  useEffect(() => {
    const [worst] = countByLevel(warnings).filter(({ unacknowledged }) => unacknowledged > 0)
    const waitingFor = warnings.filter(({ acknowledged }) => acknowledged === null).length
    document.title =
      worst === undefined ? 'Tocsin' : `(${waitingFor}) ${t(`level.word.${worst.level}`)} · Tocsin`
  }, [warnings, t])

  return (
    <div aria-live="assertive" aria-atomic="true" className="visually-hidden" data-testid="announcer">
      {spoken}
    </div>
  )
}
