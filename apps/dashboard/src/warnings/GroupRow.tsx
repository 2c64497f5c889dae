import type { WarningView } from '@tocsin/contract'
import { type ReactNode, useState } from 'react'
import { useAreaNames } from '../callouts/use-area-names.ts'
import { useTranslation } from '../language/use-translation.ts'
import { LevelChip } from '../level/LevelChip.tsx'
import { Elapsed } from '../time/Elapsed.tsx'
import { standing, stateOf } from './warning-order.ts'

/** 「雨量超限 ×14」: warnings of a flood that belong together, as one line that opens. */
export function GroupRow({ warnings, children }: { warnings: readonly WarningView[]; children: ReactNode }) {
  const { t } = useTranslation()
  const areaName = useAreaNames()
  const [open, setOpen] = useState(false)
  const [first] = warnings
  if (first === undefined) return null
  return (
    <>
      <li
        className="warning-row warning-group"
        data-row
        data-level={standing(first)}
        data-testid="warning-group"
      >
        <LevelChip level={standing(first)} state={stateOf(first)} />
        <button type="button" className="group-button" aria-expanded={open} onClick={() => setOpen(!open)}>
          {first.rule.name} <b>×{warnings.length}</b>
          <span className="muted"> {areaName(first.area)}</span>
        </button>
        <span className="warning-now" />
        <p className="warning-since">
          <Elapsed since={Math.max(...warnings.map(({ raisedAt }) => raisedAt))} />
        </p>
        <span className="warning-who muted">{t(open ? 'flood.fold' : 'flood.unfold')}</span>
      </li>
      {open && children}
    </>
  )
}
