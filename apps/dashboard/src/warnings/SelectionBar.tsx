import { Button } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { calls, ProblemError, type WarningView } from '@tocsin/contract'
import { useEffect, useState } from 'react'
import { perform } from '../api/perform.ts'
import { keys } from '../api/queries.ts'
import { notify } from '../frame/notices.ts'
import { useTranslation } from '../language/use-translation.ts'
import { useMay } from '../session/use-person.ts'
import { AcknowledgeReasons } from './AcknowledgeReasons.tsx'
import { selection, useSelection } from './selection.ts'
import { applyWarning } from './warning-cache.ts'
import { standing } from './warning-order.ts'

/** What was picked, to be acknowledged together: those that somebody else has meanwhile are passed over, and counted. */
export function SelectionBar({ warnings }: { warnings: readonly WarningView[] }) {
  const { t } = useTranslation()
  const client = useQueryClient()
  const allowed = useMay(calls.acknowledge)
  const selected = useSelection()
  const [asking, setAsking] = useState(false)
  const picked = warnings.filter(({ id, acknowledged }) => selected.has(id) && acknowledged === null)
  const take = useMutation({
    async mutationFn(reason: string | undefined) {
      let done = 0
      for (const { id } of picked) {
        try {
          const body = reason === undefined ? {} : { note: reason }
          const { events, ...changed } = await perform(calls.acknowledge, { params: { id }, body })
          applyWarning(client, changed, events.at(-1))
          done++
        } catch (error) {
          if (!(error instanceof ProblemError && error.problem.status === 409)) throw error
        }
      }
      return { done, skipped: picked.length - done }
    },
    onSuccess({ done, skipped }) {
      selection.clear()
      notify('done', t(skipped > 0 ? 'selection.doneSkipped' : 'selection.done', { done, skipped }))
    },
    onError: (error) =>
      notify(
        'failed',
        error instanceof ProblemError
          ? t('acknowledge.refused', { detail: error.message })
          : t('acknowledge.offline'),
      ),
    onSettled: () => void client.invalidateQueries({ queryKey: keys.openWarnings }),
  })
  // What is picked belongs to this list.
  useEffect(() => () => selection.clear(), [])
  if (picked.length === 0) return null
  const hasRed = picked.some((one) => standing(one) === 'red')
  return (
    <div className="row-actions selection-bar" data-testid="selection-bar">
      <strong aria-live="polite">{t('selection.count', { count: picked.length })}</strong>
      <span className="acknowledging">
        <Button
          size="compact-sm"
          loading={take.isPending}
          disabled={!allowed}
          {...(!allowed && { title: t('forbidden.acknowledge') })}
          {...(hasRed && { 'aria-haspopup': 'menu', 'aria-expanded': asking })}
          onClick={() => (hasRed ? setAsking(!asking) : take.mutate(undefined))}
          data-action="acknowledge-selected"
          data-testid="acknowledge-selected"
        >
          {t('selection.take')}
        </Button>
        {asking && (
          <AcknowledgeReasons
            onClose={() => setAsking(false)}
            onReason={(reason) => {
              setAsking(false)
              take.mutate(reason)
            }}
          />
        )}
      </span>
      <button type="button" className="link-button" onClick={() => selection.clear()}>
        {t('selection.clear')}
      </button>
    </div>
  )
}

/** Picks a warning for `SelectionBar`. */
export function SelectToggle({ id, sentence }: { readonly id: string; readonly sentence: string }) {
  const { t } = useTranslation()
  const selected = useSelection().has(id)
  return (
    // biome-ignore lint/a11y/useSemanticElements: a list of rows is one stop of the Tab key, whose controls are links and buttons
    <button
      type="button"
      role="checkbox"
      aria-checked={selected}
      aria-label={t('selection.pick', { sentence })}
      className="select-toggle"
      onClick={() => selection.toggle(id)}
      data-action="select"
      data-testid="select"
    />
  )
}
