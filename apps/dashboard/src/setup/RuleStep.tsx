import { Button, TextInput } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { calls, type StationView } from '@tocsin/contract'
import { type FormEvent, useState } from 'react'
import { perform } from '../api/perform.ts'
import { keys } from '../api/queries.ts'
import { useLanguage } from '../language/use-language.ts'
import { useTranslation } from '../language/use-translation.ts'
import { LevelChip } from '../level/LevelChip.tsx'
import { fieldErrors } from '../rules/field-errors.ts'
import type { StepProps } from './SetupPage.tsx'
import { warningRules } from './setup-model.ts'
import { FROM_A_STANDARD, ruleOf, type Template, templateOf, USUAL_THRESHOLDS } from './templates.ts'

/** A rule from a template, with figures filled in and said as a sentence. */
export function RuleStep({ facts, done, onDone }: StepProps) {
  const { t } = useTranslation()
  if (done) {
    return (
      <>
        <p>
          {t('setup.rulesAre', {
            rules: warningRules(facts.rules)
              .map(({ name }) => name)
              .join(', '),
          })}{' '}
          <Link to="/rules">{t('setup.toRules')}</Link>
        </p>
        <div className="row-actions">
          <Button onClick={onDone} data-testid="rule-next">
            {t('setup.next')}
          </Button>
        </div>
      </>
    )
  }
  const station = facts.stations.find((one) => templateOf(one) !== undefined)
  const fit = station && templateOf(station)
  if (station === undefined || fit === undefined) {
    return (
      <p>
        {t(facts.stations.length === 0 ? 'setup.stationFirst' : 'setup.noTemplate')}{' '}
        <Link to="/rules/new">{t('setup.ownRule')}</Link>
      </p>
    )
  }
  return (
    <RuleForm
      station={station}
      template={fit.template}
      datastream={fit.datastream.name}
      unit={fit.datastream.unit}
    />
  )
}

interface FormProps {
  readonly station: StationView
  readonly template: Template
  readonly datastream: string
  readonly unit: string
}

function RuleForm({ station, template, datastream, unit }: FormProps) {
  const { t } = useTranslation()
  const language = useLanguage()
  const client = useQueryClient()
  const usual = USUAL_THRESHOLDS[template]
  const [typed, setTyped] = useState({ yellow: String(usual.yellow), red: String(usual.red) })
  const thresholds = { yellow: numberOf(typed.yellow), red: numberOf(typed.red) }
  const [typedResponse, setResponse] = useState<string>()
  const response = typedResponse ?? t(`setup.response.${template}`)
  const name = `${station.name} ${t(`setup.template.${template}`)}`
  const body = ruleOf(template, `${station.id}/${datastream}`, { name, response, thresholds })
  const sentence = useQuery({
    queryKey: ['rule-sentence', body],
    queryFn: ({ signal }) => perform(calls.phraseRule, { body }, { signal }),
    enabled: Number.isFinite(thresholds.yellow) && Number.isFinite(thresholds.red),
    placeholderData: (known) => known,
    retry: false,
  })
  const save = useMutation({
    mutationFn: () => perform(calls.createRule, { body }),
    onSuccess: () => client.invalidateQueries({ queryKey: keys.rules }),
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    save.mutate()
  }
  const inOrder = thresholds.yellow < thresholds.red
  const [fault] = Object.values(fieldErrors(save.error))
  const amount = (level: 'yellow' | 'red') => (
    <TextInput
      inputMode="decimal"
      label={
        <>
          <LevelChip level={level} /> {t(`setup.amount.${template}.${level}`, { unit })}
        </>
      }
      value={typed[level]}
      error={Number.isFinite(thresholds[level]) ? undefined : t('form.number')}
      onChange={(event) => setTyped({ ...typed, [level]: event.currentTarget.value })}
      data-testid={`setup-${level}`}
    />
  )
  return (
    <form className="setup-form" onSubmit={submit} noValidate>
      <p className="muted">
        {t(FROM_A_STANDARD.includes(template) ? `setup.source.${template}` : 'setup.source.example')}
      </p>
      <div className="form-row">
        {amount('yellow')}
        {amount('red')}
      </div>
      <TextInput
        label={t('setup.responseIs')}
        description={t('setup.responseMeans')}
        maxLength={1000}
        value={response}
        onChange={(event) => setResponse(event.currentTarget.value)}
      />
      <section className="preview" aria-label={t('setup.inWords')} data-testid="setup-sentence">
        <p className="muted">{t('setup.inWords')}</p>
        <p className="rule-sentence">{sentence.data?.[language] ?? '…'}</p>
      </section>
      {(!inOrder || save.error) && (
        <p className="alert" role="alert">
          {inOrder ? (fault ?? save.error?.message) : t('setup.redAbove')}
        </p>
      )}
      <div className="row-actions">
        <Button
          type="submit"
          loading={save.isPending}
          disabled={!inOrder || response.trim() === ''}
          data-testid="setup-save-rule"
        >
          {t('setup.putInForce')}
        </Button>
        <Link to="/rules/new">{t('setup.ownRule')}</Link>
      </div>
    </form>
  )
}

/** What was typed, with a comma or a point; NaN: no number. */
function numberOf(typed: string): number {
  return typed.trim() === '' ? Number.NaN : Number(typed.replace(',', '.'))
}
