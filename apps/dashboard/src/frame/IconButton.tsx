import type { ReactNode } from 'react'

interface Props {
  /** What it does: the picture alone says it to nobody who cannot see it. */
  readonly label: string
  readonly disabled?: boolean
  onClick(): void
  readonly children: ReactNode
}

/** A button that is a picture. */
export function IconButton({ label, disabled = false, onClick, children }: Props) {
  return (
    <button
      type="button"
      className="frame-button"
      aria-label={label}
      title={label}
      disabled={disabled}
      onClick={onClick}
    >
      {children}
    </button>
  )
}
