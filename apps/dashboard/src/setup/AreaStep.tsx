import { TextInput } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { type AreaBody, calls } from '@tocsin/contract'
import { type FormEvent, useState } from 'react'
import { calloutKeys } from '../api/callout-queries.ts'
import { deskKey } from '../api/desk-queries.ts'
import { perform } from '../api/perform.ts'
import { FormFoot } from '../frame/FormFoot.tsx'
import { useTranslation } from '../language/use-translation.ts'
import { areaTrail, pathFor } from '../people/area-tree.ts'
import { fieldErrors } from '../rules/field-errors.ts'
import type { StepProps } from './SetupPage.tsx'

/** The county, whose desk is on duty, and a first village, which is called. */
export function AreaStep({ facts, done, onDone }: StepProps) {
  const { t } = useTranslation()
  const client = useQueryClient()
  const known = facts.areas.find(({ kind }) => kind === 'county')
  const [county, setCounty] = useState('')
  const [village, setVillage] = useState('')
  const save = useMutation({
    mutationFn: () => {
      const above = known?.path ?? pathFor('', county)
      const areas: AreaBody[] = [
        ...(known === undefined ? [{ path: above, name: county.trim(), kind: 'county' as const }] : []),
        { path: pathFor(above, village), name: village.trim(), kind: 'village' },
      ]
      return perform(calls.saveAreas, { body: { areas } })
    },
    async onSuccess() {
      // The desk of trial operation is the county's: it is there from now on.
      void client.invalidateQueries({ queryKey: calloutKeys.settings })
      void client.invalidateQueries({ queryKey: deskKey })
      await client.invalidateQueries({ queryKey: calloutKeys.areas })
      onDone()
    },
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    save.mutate()
  }
  if (done) {
    const villages = facts.areas.filter(({ kind }) => kind === 'village')
    return (
      <p>
        {t('setup.areasAre', {
          areas: villages.map(({ path }) => areaTrail(facts.areas, path)).join(', '),
        })}{' '}
        <Link to="/people">{t('setup.toPeople')}</Link>
      </p>
    )
  }
  const [fault] = Object.values(fieldErrors(save.error))
  const incomplete = village.trim() === '' || (known === undefined && county.trim() === '')
  return (
    <form className="setup-form" onSubmit={submit} noValidate>
      <div className="form-row">
        <TextInput
          label={t('setup.county')}
          required
          readOnly={known !== undefined}
          maxLength={100}
          value={known?.name ?? county}
          onChange={(event) => setCounty(event.currentTarget.value)}
          data-testid="setup-county"
        />
        <TextInput
          label={t('setup.village')}
          required
          maxLength={100}
          value={village}
          onChange={(event) => setVillage(event.currentTarget.value)}
          data-testid="setup-village"
        />
      </div>
      <FormFoot
        save={t('setup.save')}
        saving={save.isPending}
        testId="setup-save-area"
        disabled={incomplete}
        refused={save.error ? [fault ?? save.error.message] : []}
      />
    </form>
  )
}
