import { Button, NativeSelect, TextInput } from '@mantine/core'
import { LEVELS, type Level } from '@tocsin/core'
import { useState } from 'react'
import { useTranslation } from '../language/use-translation.ts'
import { readDuration } from '../rules/draft/read-duration.ts'
import type { ColumnDraft } from './table-draft.ts'

interface Props {
  readonly kind: 'accumulation' | 'threshold'
  onAdd(column: ColumnDraft): void
}

/** One more column: a level, and for rain the window that its sums are over. */
export function AddColumn({ kind, onAdd }: Props) {
  const { t } = useTranslation()
  const [level, setLevel] = useState<Level>('orange')
  const [window, setWindow] = useState('')
  const rain = kind === 'accumulation'
  return (
    <span className="row-actions add-column">
      <NativeSelect
        aria-label={t('missed.level')}
        value={level}
        onChange={(event) => setLevel(event.currentTarget.value as Level)}
        data={LEVELS.map((value) => ({ value, label: t(`level.chip.${value}`) }))}
      />
      {rain && (
        <TextInput
          aria-label={t('rule.window')}
          placeholder="24h"
          value={window}
          onChange={(event) => setWindow(event.currentTarget.value)}
        />
      )}
      <Button
        variant="default"
        disabled={rain && window.trim() === ''}
        onClick={() => {
          onAdd({ level, window: rain ? readDuration(window) : '' })
          setWindow('')
        }}
      >
        {t('table.addColumn')}
      </Button>
    </span>
  )
}
