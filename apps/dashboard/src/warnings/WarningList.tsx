import type { WarningView } from '@tocsin/contract'
import { type PointerEvent, useState } from 'react'
import { roving } from '../keyboard/rows.ts'
import { GroupRow } from './GroupRow.tsx'
import { heldOrder } from './held-order.ts'
import { useFlood } from './use-flood.ts'
import { WarningRow } from './WarningRow.tsx'
import { grouped } from './warning-groups.ts'
import type { WarningsSearch } from './warnings-model.ts'

interface Props {
  readonly warnings: readonly WarningView[]
  sentenceOf(warning: WarningView): string
  readonly withTrend?: boolean
  readonly chosen?: string | undefined
  readonly search?: WarningsSearch
  /** Several may be picked and acknowledged together. */
  readonly selectable?: boolean
}

/** Warnings in their order; while a mouse is over them, in the order it found them in. */
export function WarningList({
  warnings,
  sentenceOf,
  withTrend = false,
  chosen,
  search = {},
  selectable = false,
}: Props) {
  const [held, setHeld] = useState<readonly string[] | null>(null)
  const hold = ({ pointerType }: PointerEvent) => {
    // A finger does not hover: a list held for it would never be let go.
    if (pointerType === 'mouse') setHeld(warnings.map(({ id }) => id))
  }
  const shown = held === null ? warnings : heldOrder(held, warnings)
  const { on } = useFlood()
  const row = (warning: WarningView) => (
    <WarningRow
      key={warning.id}
      warning={warning}
      sentence={sentenceOf(warning)}
      withTrend={withTrend}
      selected={warning.id === chosen}
      search={search}
      selectable={selectable}
    />
  )
  return (
    <ul ref={roving} onPointerEnter={hold} onPointerLeave={() => setHeld(null)}>
      {on
        ? grouped(shown).map(({ key, warnings: together }) =>
            together.length === 1 ? (
              together.map(row)
            ) : (
              <GroupRow key={key} warnings={together}>
                {together.map(row)}
              </GroupRow>
            ),
          )
        : shown.map(row)}
    </ul>
  )
}
