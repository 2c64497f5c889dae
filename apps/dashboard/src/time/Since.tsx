import type { Instant } from '@tocsin/core'
import { useTranslation } from '../language/use-translation.ts'
import { ago } from '../language/words.ts'
import { useTimed } from './ticker.ts'
import { useTimeText } from './use-site.ts'

/** A moment, always relative and absolute: 「3 分钟前 · 14:02:11」. */
export function Since({ at }: { at: Instant }) {
  const { t } = useTranslation()
  const text = useTimeText()
  const relative = useTimed((now) => ago(t, now - at))
  const absolute = useTimed((now) => text.moment(at, now))
  return (
    <time dateTime={new Date(at).toISOString()} title={text.full(at)} className="since">
      {relative} · {absolute}
    </time>
  )
}
