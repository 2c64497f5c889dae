import { type ReactNode, useLayoutEffect, useRef, useState } from 'react'
import { useTranslation } from '../language/use-translation.ts'
import { useTimed } from '../time/ticker.ts'
import { screenful } from './rotation.ts'

/** How long one screenful stands. */
const EVERY_MS = 10_000

interface Props<T> {
  readonly items: readonly T[]
  /** The first ones, that stand on every screenful. At most half of what fits does. */
  readonly pinned?: number
  /** Height of a line, in em of the wall's type. */
  readonly lineEm: number
  readonly columns?: number
  line(item: T): ReactNode
}

/** A list that nobody scrolls: as many lines as there is room for, then the next ones. Says how far it is. */
export function Rotating<T>({ items, pinned = 0, lineEm, columns = 1, line }: Props<T>) {
  const { t } = useTranslation()
  const place = useRef<HTMLDivElement>(null)
  const [fit, setFit] = useState(1)
  const turn = useTimed((now) => Math.floor(now / EVERY_MS))
  useLayoutEffect(() => {
    const element = place.current
    if (element === null) return
    const measure = () => {
      const em = Number.parseFloat(getComputedStyle(element).fontSize)
      setFit(Math.max(1, Math.floor(element.clientHeight / (lineEm * em))) * columns)
    }
    const observer = new ResizeObserver(measure)
    observer.observe(element)
    measure()
    return () => observer.disconnect()
  }, [lineEm, columns])
  const stands = Math.min(pinned, items.length > fit ? Math.floor(fit / 2) : 0)
  const { from, to, page, pages } = screenful(items.length, fit, turn, stands)
  return (
    <div className="rotating">
      <div ref={place} className="rotating-place">
        <ul
          style={{ gridTemplateColumns: `repeat(${columns}, minmax(0, 1fr))`, gridAutoRows: `${lineEm}em` }}
        >
          {[...items.slice(0, stands), ...items.slice(from, to)].map(line)}
        </ul>
      </div>
      {pages > 1 && (
        <p className="rotating-page" data-testid="rotating">
          {t('wall.part', { page: page + 1, pages, count: items.length })}
        </p>
      )}
    </div>
  )
}
