import type { Level } from '@tocsin/core'
import './level.css'

export type MarkState = 'unacknowledged' | 'acknowledged' | 'cleared-unacknowledged' | 'closed'

/** Outlines in a box of 24 by 24. */
export const SHAPES: Record<Level, string> = {
  red: 'M8.3 3h7.4L21 8.3v7.4L15.7 21H8.3L3 15.7V8.3z',
  orange: 'M12 3.2 22 20.4H2z',
  yellow: 'M12 2 22 12 12 22 2 12z',
  blue: 'M4 4h16v16H4z',
}

interface Props {
  readonly level: Level
  readonly state?: MarkState
  readonly doubtful?: boolean
  readonly size?: number
}

/**
 * A level as a shape: outlines differ, so they survive greyscale. Ringed while nobody has it, ticked once somebody does, hollow when the
 * condition is gone and nobody has it, dashed when it rests on doubtful data. The word stands beside it, never in it.
 */
export function LevelMark({ level, state, doubtful = false, size = 16 }: Props) {
  const hollow = state === 'cleared-unacknowledged' || state === 'closed'
  return (
    <svg
      className="level-mark"
      data-level={level}
      data-state={state}
      data-doubtful={doubtful || undefined}
      viewBox="-2.5 -2.5 29 29"
      width={size}
      height={size}
      aria-hidden="true"
    >
      {state === 'unacknowledged' && <path className="level-ring" d={SHAPES[level]} />}
      <path className={hollow ? 'level-outline' : 'level-fill'} d={SHAPES[level]} />
      {state === 'acknowledged' && (
        <path
          className="level-tick"
          d={level === 'orange' ? 'M8 15.2l3 3 5-5.6' : 'M7.4 12.4l3.2 3.2 6-6.8'}
        />
      )}
    </svg>
  )
}
