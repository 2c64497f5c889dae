import { Button } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { calls } from '@tocsin/contract'
import { useState } from 'react'
import { perform } from '../api/perform.ts'
import { demonstrationKey, demonstrationQuery } from '../api/setup-queries.ts'
import { ConfirmDialog } from '../frame/ConfirmDialog.tsx'
import '../language/setup-words.ts'
import { useTranslation } from '../language/use-translation.ts'
import { useMay } from '../session/use-person.ts'

/** The gateway starts anew meanwhile. */
const LOOKED_FOR_EVERY_MS = 700
const SWITCHED_WITHIN_MS = 30_000

/** Waits until the gateway stands as it was asked to, and opens the console anew: nothing that it knew is true any more. */
async function reopenWhen(on: boolean): Promise<void> {
  const until = performance.now() + SWITCHED_WITHIN_MS
  while (performance.now() < until) {
    await new Promise((resolve) => setTimeout(resolve, LOOKED_FOR_EVERY_MS))
    const site = await perform(calls.getSite, {}).catch(() => undefined)
    if (site?.demo === on) break
  }
  window.location.assign('/')
}

/** The one switch of the demonstration, with what keeps it from being used, and a question before anything is removed. */
export function DemonstrationSwitch() {
  const { t } = useTranslation()
  const client = useQueryClient()
  const allowed = useMay(calls.switchDemonstration)
  const demonstration = useQuery(demonstrationQuery).data
  const [asked, setAsked] = useState(false)
  const change = useMutation({
    mutationFn: async (on: boolean) => {
      await perform(calls.switchDemonstration, { body: { on } })
      await reopenWhen(on)
    },
    onError: () => client.invalidateQueries({ queryKey: demonstrationKey }),
  })
  if (demonstration === undefined) return null
  const { state, detail, hindrance } = demonstration
  const isOn = state !== 'off'
  return (
    <>
      {!isOn && hindrance !== null && (
        <p className="muted" data-testid="demonstration-hindrance">
          {t(`setup.hindrance.${hindrance}`)}
        </p>
      )}
      {state === 'off' && detail !== '' && (
        <p className="alert">{t('setup.demonstrationFailed', { detail })}</p>
      )}
      {change.error && (
        <p className="alert" role="alert">
          {change.error.message}
        </p>
      )}
      <p className="row-actions">
        <Button
          variant={isOn ? 'default' : 'filled'}
          loading={change.isPending}
          disabled={!allowed || (!isOn && hindrance !== null)}
          {...(!allowed && { title: t('setup.administratorOnly') })}
          onClick={() => (isOn ? setAsked(true) : change.mutate(true))}
          data-testid="switch-demonstration"
        >
          {t(isOn ? 'setup.endDemonstration' : 'setup.beginDemonstration')}
        </Button>
      </p>
      <ConfirmDialog
        title={t('setup.endDemonstration')}
        confirm={t('setup.endDemonstration')}
        opened={asked}
        pending={change.isPending}
        onClose={() => setAsked(false)}
        onConfirm={() => change.mutate(false)}
      >
        <p>{t('setup.endMeans')}</p>
      </ConfirmDialog>
    </>
  )
}
