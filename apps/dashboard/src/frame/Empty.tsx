import type { ReactNode } from 'react'
import '../language/empty-words.ts'

interface Props {
  /** That there is nothing: `还没有站点`. */
  readonly title: string
  /** What would be here, and when. */
  readonly means: string
  /** In a panel of its own, where it does not stand in one already. */
  readonly panel?: boolean
  readonly testId?: string
  /** What to do next: a button or a link, for who may do it. */
  readonly children?: ReactNode
}

/** What a page shows in place of what is not there yet: why it is empty, and the next step. */
export function Empty({ title, means, panel = false, testId, children }: Props) {
  return (
    <div className={panel ? 'panel empty' : 'empty'} {...(testId && { 'data-testid': testId })}>
      <strong>{title}</strong>
      <p>{means}</p>
      {children && <p className="empty-action">{children}</p>}
    </div>
  )
}
