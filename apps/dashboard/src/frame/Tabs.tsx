import { useLocation } from '@tanstack/react-router'
import { type ReactNode, useEffect, useRef } from 'react'

interface Props {
  /** What the tabs are of. */
  readonly label: string
  /** Links; the one that is open says so by `aria-current`. */
  readonly children: ReactNode
}

/** The parts of a page as links in a row. On a phone the row reaches beyond the screen: the one that is open is brought into sight. */
export function Tabs({ label, children }: Props) {
  const nav = useRef<HTMLElement>(null)
  const { href } = useLocation()
  useEffect(() => {
    nav.current
      ?.querySelector('[aria-current="page"]')
      ?.scrollIntoView({ block: 'nearest', inline: 'center' })
  }, [href])
  return (
    <nav ref={nav} className="tabs" aria-label={label}>
      {children}
    </nav>
  )
}
