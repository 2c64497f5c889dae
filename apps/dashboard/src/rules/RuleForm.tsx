import { Button, MultiSelect, NativeSelect, Textarea, TextInput } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { calls, type RuleBody, type RuleView } from '@tocsin/contract'
import { datastreamId, LEVELS, type Level, PROPERTIES, type RuleId } from '@tocsin/core'
import { type FormEvent, useMemo, useState } from 'react'
import { perform } from '../api/perform.ts'
import { keys, stationsQuery } from '../api/queries.ts'
import { notify } from '../frame/notices.ts'
import { useTranslation } from '../language/use-translation.ts'
import { datastreamLabel, term, windowText } from '../language/words.ts'
import { LevelChip } from '../level/LevelChip.tsx'
import { type FieldErrors, fieldErrors, unplaced } from './field-errors.ts'
import {
  draftOf,
  EMPTY_DRAFT,
  type Kind,
  type LevelDraft,
  type RuleDraft,
  readDraft,
  type Scope,
} from './rule-draft.ts'
import './rules.css'

interface Props {
  /** The rule to change; without it a new one is made. */
  readonly rule?: RuleView
  onDone(id?: RuleId): void
}

/** A rule in fields. What is wrong stands at its field, in the words of the gateway. */
export function RuleForm({ rule, onDone }: Props) {
  const { t } = useTranslation()
  const client = useQueryClient()
  const [draft, setDraft] = useState<RuleDraft>(() => (rule ? draftOf(rule) : EMPTY_DRAFT))
  const [reason, setReason] = useState('')
  const [errors, setErrors] = useState<FieldErrors>({})
  const set = (change: Partial<RuleDraft>) => setDraft((known) => ({ ...known, ...change }))
  const setLevel = (level: Level, change: Partial<LevelDraft>) =>
    setDraft((known) => ({
      ...known,
      levels: { ...known.levels, [level]: { ...known.levels[level], ...change } },
    }))

  const save = useMutation({
    mutationFn: (body: RuleBody) =>
      rule
        ? perform(calls.changeRule, { params: { id: rule.id }, body: { ...body, reason: reason.trim() } })
        : perform(calls.createRule, { body }),
    onSuccess(saved) {
      void client.invalidateQueries({ queryKey: keys.rules })
      void client.invalidateQueries({ queryKey: keys.rule(saved.id) })
      notify('done', t('rule.saved', { name: saved.name, version: saved.version }))
      onDone(saved.id)
    },
    onError(error) {
      const found = fieldErrors(error)
      setErrors(Object.keys(found).length > 0 ? found : { '': error.message })
    },
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    const read = readDraft(draft)
    const missing = rule && reason.trim() === '' ? { reason: 'required' } : {}
    if (read.ok && Object.keys(missing).length === 0) {
      setErrors({})
      save.mutate(read.body)
    } else setErrors({ ...(read.ok ? {} : read.errors), ...missing })
  }
  const at = (path: string) => {
    const message = errors[path]
    return message === undefined
      ? undefined
      : message === 'required' || message === 'number'
        ? t(`form.${message}`)
        : message
  }
  const clear = draft.direction === 'above' ? 'clearBelow' : 'clearAbove'
  const fields = [
    'name',
    'appliesTo',
    'appliesTo.datastreams',
    'appliesTo.area',
    'appliesTo.property',
    'appliesTo.tag',
    'response',
    'reason',
    ...LEVELS.flatMap((level) =>
      draft.kind === 'threshold'
        ? [`levels.${level}.raiseAt`, `levels.${level}.${clear}`, `levels.${level}.for`]
        : draft.kind === 'absence'
          ? [`levels.${level}.after`]
          : draft.windows.map((window) => `levels.${level}.anyOf.${window}`),
    ),
  ]
  const rest = unplaced(errors, fields)
  return (
    <form className="form" onSubmit={submit} noValidate data-testid="rule-form">
      <TextInput
        label={t('rule.name')}
        required
        maxLength={100}
        value={draft.name}
        error={at('name')}
        onChange={(event) => set({ name: event.currentTarget.value })}
        data-testid="rule-name"
      />
      <div className="form-row">
        <NativeSelect
          label={t('rule.kindIs')}
          value={draft.kind}
          onChange={(event) => set({ kind: event.currentTarget.value as Kind })}
          data={(['threshold', 'accumulation', 'absence'] as const).map((kind) => ({
            value: kind,
            label: t(`rule.kind.${kind}`),
          }))}
          data-testid="rule-kind"
        />
        {draft.kind === 'threshold' && (
          <NativeSelect
            label={t('rule.direction')}
            value={draft.direction}
            onChange={(event) => set({ direction: event.currentTarget.value as 'above' | 'below' })}
            data={[
              { value: 'above', label: t('rule.above') },
              { value: 'below', label: t('rule.below') },
            ]}
          />
        )}
        <NativeSelect
          label={t('rule.stateIs')}
          value={draft.state}
          onChange={(event) => set({ state: event.currentTarget.value as RuleDraft['state'] })}
          data={(['active', 'shadow', 'draft'] as const).map((state) => ({
            value: state,
            label: t(`rule.state.${state}`),
          }))}
        />
      </div>
      <ScopeFields draft={draft} set={set} at={at} />
      <fieldset>
        <legend>{t('rule.levels')}</legend>
        <p className="muted">{t(`rule.levelsMeans.${draft.kind}`)}</p>
        {LEVELS.map((level) => (
          <div key={level} className="level-fields" data-kind={draft.kind}>
            <LevelChip level={level} />
            <LevelFields draft={draft} level={level} setLevel={setLevel} at={at} clear={clear} />
          </div>
        ))}
      </fieldset>
      <Textarea
        label={t('warning.response')}
        description={t('rule.responseMeans')}
        autosize
        minRows={2}
        maxLength={1000}
        value={draft.response}
        error={at('response')}
        onChange={(event) => set({ response: event.currentTarget.value })}
      />
      {rule && (
        <TextInput
          label={t('rule.reason')}
          required
          maxLength={500}
          value={reason}
          error={at('reason')}
          onChange={(event) => setReason(event.currentTarget.value)}
        />
      )}
      {rest.length > 0 && (
        <div className="alert" role="alert">
          {rest.map((message) => (
            <p key={message}>{message}</p>
          ))}
        </div>
      )}
      <div className="row-actions">
        <Button type="submit" loading={save.isPending} data-testid="rule-save">
          {t(rule ? 'rule.saveVersion' : 'rule.save')}
        </Button>
        <Button variant="default" onClick={() => onDone(rule?.id)}>
          {t('form.cancel')}
        </Button>
      </div>
    </form>
  )
}

interface ScopeProps {
  readonly draft: RuleDraft
  set(change: Partial<RuleDraft>): void
  at(path: string): string | undefined
}

function ScopeFields({ draft, set, at }: ScopeProps) {
  const { t } = useTranslation()
  const stations = useQuery(stationsQuery).data
  const choices = useMemo(
    () =>
      (stations ?? []).map((station) => ({
        group: station.name,
        items: station.datastreams
          .filter(({ property }) => draft.kind !== 'accumulation' || property === 'rainfall')
          .map((one) => ({
            value: datastreamId(station.id, one.name),
            label: `${station.name} ${datastreamLabel(t, one, station.datastreams)}`,
          })),
      })),
    [stations, draft.kind, t],
  )
  const areas = useMemo(
    () => [...new Set((stations ?? []).flatMap(({ area }) => above(area)))].sort(),
    [stations],
  )
  return (
    <fieldset>
      <legend>{t('rule.covers')}</legend>
      <div className="form-row">
        <NativeSelect
          label={t('rule.scope')}
          value={draft.scope}
          onChange={(event) => set({ scope: event.currentTarget.value as Scope })}
          data={[
            { value: 'datastreams', label: t('rule.byName') },
            { value: 'kind', label: t('rule.byKind') },
          ]}
        />
      </div>
      {draft.scope === 'datastreams' ? (
        <MultiSelect
          label={t('rule.datastreams')}
          searchable
          value={[...draft.datastreams]}
          onChange={(datastreams) => set({ datastreams })}
          data={choices}
          error={at('appliesTo.datastreams') ?? at('appliesTo')}
          nothingFoundMessage={t('station.notFound')}
          data-testid="rule-datastreams"
        />
      ) : (
        <div className="form-row">
          <TextInput
            label={t('rule.area')}
            list="known-areas"
            value={draft.area}
            error={at('appliesTo.area') ?? at('appliesTo')}
            onChange={(event) => set({ area: event.currentTarget.value })}
          />
          <datalist id="known-areas">
            {areas.map((area) => (
              <option key={area} value={area} />
            ))}
          </datalist>
          <NativeSelect
            label={t('rule.property')}
            value={draft.property}
            error={at('appliesTo.property')}
            onChange={(event) => set({ property: event.currentTarget.value })}
            data={[
              { value: '', label: t('rule.anyProperty') },
              ...PROPERTIES.map((property) => ({ value: property, label: term(t, 'property', property) })),
            ]}
          />
          <TextInput
            label={t('rule.tag')}
            value={draft.tag}
            error={at('appliesTo.tag')}
            onChange={(event) => set({ tag: event.currentTarget.value })}
          />
        </div>
      )}
    </fieldset>
  )
}

/** An area and all above it. */
function above(area: string): string[] {
  const parts = area.split('/')
  return parts.map((_, index) => parts.slice(0, index + 1).join('/'))
}

interface LevelProps {
  readonly draft: RuleDraft
  readonly level: Level
  readonly clear: string
  setLevel(level: Level, change: Partial<LevelDraft>): void
  at(path: string): string | undefined
}

function LevelFields({ draft, level, clear, setLevel, at }: LevelProps) {
  const { t } = useTranslation()
  const typed = draft.levels[level]
  const path = `levels.${level}`
  if (draft.kind === 'accumulation') {
    return draft.windows.map((window) => (
      <TextInput
        key={window}
        label={`${windowText(t, window)} (mm)`}
        inputMode="decimal"
        value={typed.sums[window] ?? ''}
        error={at(`${path}.anyOf.${window}`)}
        onChange={(event) =>
          setLevel(level, { sums: { ...typed.sums, [window]: event.currentTarget.value } })
        }
      />
    ))
  }
  if (draft.kind === 'absence') {
    return (
      <TextInput
        label={t('rule.after')}
        placeholder="3 intervals"
        value={typed.after}
        error={at(`${path}.after`)}
        onChange={(event) => setLevel(level, { after: event.currentTarget.value })}
      />
    )
  }
  return (
    <>
      <TextInput
        label={t('rule.raiseAt')}
        inputMode="decimal"
        value={typed.raiseAt}
        error={at(`${path}.raiseAt`)}
        onChange={(event) => setLevel(level, { raiseAt: event.currentTarget.value })}
        data-testid={`raise-at-${level}`}
      />
      <TextInput
        label={t(`rule.${clear}`)}
        inputMode="decimal"
        value={typed.clear}
        error={at(`${path}.${clear}`)}
        onChange={(event) => setLevel(level, { clear: event.currentTarget.value })}
        data-testid={`clear-${level}`}
      />
      <TextInput
        label={t('rule.for')}
        placeholder="0s"
        value={typed.for}
        error={at(`${path}.for`)}
        onChange={(event) => setLevel(level, { for: event.currentTarget.value })}
      />
    </>
  )
}
