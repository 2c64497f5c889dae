import type { ReactNode } from 'react'

/** Something wider or longer than its place. What scrolls must be reachable by keyboard, so it takes focus and has a name. */
export function ScrollRegion({
  label,
  className = '',
  children,
}: {
  label: string
  className?: string
  children: ReactNode
}) {
  return (
    <section
      className={`table-wrap ${className}`}
      aria-label={label}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: see above
      tabIndex={0}
    >
      {children}
    </section>
  )
}
