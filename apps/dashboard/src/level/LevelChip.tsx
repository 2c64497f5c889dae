import type { Level } from '@tocsin/core'
import { useTranslation } from '../language/use-translation.ts'
import './level.css'
import { LevelMark, type MarkState } from './LevelMark.tsx'

/** 「红 一级」: the filled chip of a level. In outline when the condition is gone and nobody has acknowledged. */
export function LevelChip({
  level,
  state,
  doubtful,
}: {
  level: Level
  state?: MarkState
  doubtful?: boolean
}) {
  const { t } = useTranslation()
  return (
    <span className="level-chip" data-level={level} data-state={state}>
      <LevelMark level={level} {...(state && { state })} {...(doubtful && { doubtful })} size={20} />
      <span className="level-word">{t(`level.chip.${level}`)}</span>
    </span>
  )
}
