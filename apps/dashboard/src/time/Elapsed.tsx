import type { Instant } from '@tocsin/core'
import { elapsedText } from './format.ts'
import { useTimed } from './ticker.ts'
import { useTimeText } from './use-site.ts'

/** The clock since something began, running, and when that was: `12:05 · 14:02:11`. */
export function Elapsed({ since }: { since: Instant }) {
  const text = useTimeText()
  const elapsed = useTimed((now) => elapsedText(now - since))
  const absolute = useTimed((now) => text.moment(since, now))
  return (
    <time dateTime={new Date(since).toISOString()} title={text.full(since)} className="since">
      <b>{elapsed}</b> · {absolute}
    </time>
  )
}
