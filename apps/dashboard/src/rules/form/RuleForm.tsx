import { Button, Textarea, TextInput } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { calls, type RuleBody, type RuleView } from '@tocsin/contract'
import { LEVELS, type RuleId } from '@tocsin/core'
import { type ComponentProps, type FormEvent, useEffect, useMemo, useRef, useState } from 'react'
import { perform } from '../../api/perform.ts'
import { keys, stationsQuery } from '../../api/queries.ts'
import { ruleKeys } from '../../api/rule-queries.ts'
import { BacktestPanel } from '../../backtest/BacktestPanel.tsx'
import { notify } from '../../frame/notices.ts'
import { useLanguage } from '../../language/use-language.ts'
import { useTranslation } from '../../language/use-translation.ts'
import { LevelChip } from '../../level/LevelChip.tsx'
import { pathText } from '../../versions/change-words.ts'
import { draftOf } from '../draft/open-draft.ts'
import { readDraft } from '../draft/read-draft.ts'
import { EMPTY_DRAFT, levelShape, type RuleDraft } from '../draft/rule-draft.ts'
import { faultWords } from '../fault-words.ts'
import { type FieldErrors, fieldErrors, unplaced } from '../field-errors.ts'
import '../rules.css'
import { draftUnit } from './draft-unit.ts'
import { showFirstFault } from './first-fault.ts'
import type { RuleFormState } from './form.ts'
import { KindFields } from './KindFields.tsx'
import { LeaveGuard } from './LeaveGuard.tsx'
import { LevelFields } from './LevelFields.tsx'
import { Preview, usePhrased } from './Preview.tsx'
import { ScheduleFields } from './ScheduleFields.tsx'
import { ScopeFields } from './ScopeFields.tsx'

interface Props {
  /** The rule to change; without it a new one is made. */
  readonly rule?: RuleView
  /** Saved versions of the rule that a back-test of the draft may be compared with. */
  readonly others?: ComponentProps<typeof BacktestPanel>['others']
  onDone(id?: RuleId): void
}

const RESPONSE_NEEDED = 'a rule that wakes people must say what is to be done'
const NONE: NonNullable<Props['others']> = []

/** A rule in fields. What is wrong stands at its field, in the words of the gateway; what it means stands below. */
export function RuleForm({ rule, others = NONE, onDone }: Props) {
  const { t } = useTranslation()
  const client = useQueryClient()
  const language = useLanguage()
  const [began] = useState<RuleDraft>(() => (rule ? draftOf(rule) : EMPTY_DRAFT))
  const [draft, setDraft] = useState(began)
  const [reason, setReason] = useState('')
  const [refused, setRefused] = useState<FieldErrors>({})
  const phrased = usePhrased(draft)
  const errors = { ...phrased.errors, ...refused }
  const stations = useQuery(stationsQuery).data
  const unit = useMemo(() => draftUnit(draft, stations ?? []), [draft, stations])

  // Of no use to what is drawn: whether it was saved only matters at the moment of leaving.
  const done = useRef(false)
  const [leaving, setLeaving] = useState(false)
  const isDirty = () => !done.current && (draft !== began || reason !== '')

  const element = useRef<HTMLFormElement>(null)
  useEffect(() => {
    if (Object.keys(refused).length > 0 && element.current !== null) showFirstFault(element.current)
  }, [refused])

  const save = useMutation({
    mutationFn: (body: RuleBody) =>
      rule
        ? perform(calls.changeRule, { params: { id: rule.id }, body: { ...body, reason: reason.trim() } })
        : perform(calls.createRule, { body }),
    onSuccess(saved) {
      done.current = true
      void client.invalidateQueries({ queryKey: keys.rules })
      void client.invalidateQueries({ queryKey: keys.rule(saved.id) })
      void client.invalidateQueries({ queryKey: ruleKeys.coverage })
      notify('done', t('rule.saved', { name: saved.name, version: saved.version }))
      onDone(saved.id)
    },
    onError(error) {
      const found = fieldErrors(error)
      setRefused(Object.keys(found).length > 0 ? found : { '': error.message })
    },
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    const typed = readDraft(draft)
    const missing = {
      // The gateway would refuse it too, but only once all the rest is right.
      ...(draft.state === 'active' &&
        rule?.state !== 'active' &&
        draft.response.trim() === '' && { response: RESPONSE_NEEDED }),
      ...(rule && reason.trim() === '' && { reason: 'required' }),
    }
    if (typed.ok && Object.keys(missing).length === 0) {
      setRefused({})
      save.mutate(typed.body)
    } else setRefused({ ...(typed.ok ? {} : typed.errors), ...missing })
  }
  const words = (message: string) =>
    message === 'required' || message === 'number' ? t(`form.${message}`) : faultWords(message, language)
  // Parts of the form ask for their paths as they are drawn; whatever was not asked for is listed below.
  const placed = new Set<string>()
  const form: RuleFormState = {
    draft,
    unit,
    // What was refused was about what is typed no more.
    set(change) {
      setDraft((known) => ({ ...known, ...change }))
      setRefused({})
    },
    setLevel(level, change) {
      setDraft((known) => ({
        ...known,
        levels: { ...known.levels, [level]: { ...known.levels[level], ...change } },
      }))
      setRefused({})
    },
    at(path) {
      placed.add(path)
      const message = errors[path]
      return message === undefined ? undefined : words(message)
    },
  }
  const faults = Object.keys(refused).length
  const shape = levelShape(draft)
  const read = readDraft({ ...draft, name: draft.name || '–' })
  return (
    <form ref={element} className="form rule-form" onSubmit={submit} noValidate data-testid="rule-form">
      <LeaveGuard
        isDirty={isDirty}
        asked={leaving}
        onStay={() => setLeaving(false)}
        onLeave={() => {
          done.current = true
          onDone(rule?.id)
        }}
      />
      <TextInput
        label={t('rule.name')}
        required
        maxLength={100}
        value={draft.name}
        error={form.at('name')}
        onChange={(event) => form.set({ name: event.currentTarget.value })}
        data-testid="rule-name"
      />
      <KindFields form={form} isNew={rule === undefined} />
      <ScopeFields form={form} />
      <fieldset>
        <legend>{t('rule.levels')}</legend>
        <p className="muted">{t(`rule.levelsMeans.${shape}`)}</p>
        {LEVELS.map((level) => (
          <div key={level} className="level-fields" data-kind={shape}>
            <LevelChip level={level} />
            <LevelFields form={form} level={level} />
          </div>
        ))}
      </fieldset>
      <ScheduleFields form={form} />
      <Textarea
        label={t('warning.response')}
        description={t('rule.responseMeans')}
        autosize
        minRows={2}
        maxLength={1000}
        value={draft.response}
        error={form.at('response')}
        onChange={(event) => form.set({ response: event.currentTarget.value })}
        data-testid="rule-response"
      />
      {rule && (
        <TextInput
          label={t('rule.reason')}
          required
          maxLength={500}
          value={reason}
          error={form.at('reason')}
          onChange={(event) => {
            setReason(event.currentTarget.value)
            setRefused(({ reason: _, ...others }) => others)
          }}
          data-testid="rule-reason"
        />
      )}
      <Preview phrased={phrased} />
      <details className="more-fields">
        <summary>{t('backtest.ofDraft')}</summary>
        <BacktestPanel rule={read.ok ? read.body : undefined} others={others} />
      </details>
      <Unplaced errors={errors} placed={placed} words={words} />
      {faults > 0 && (
        <p className="alert fault-note" role="alert" data-testid="fault-note">
          <span>{t('form.faults', { count: faults })}</span>
          <button
            type="button"
            className="link-button"
            onClick={() => element.current && showFirstFault(element.current)}
          >
            {t('form.showFault')}
          </button>
        </p>
      )}
      <div className="row-actions">
        <Button type="submit" loading={save.isPending} data-testid="rule-save">
          {t(rule ? 'rule.saveVersion' : 'rule.save')}
        </Button>
        <Button variant="default" onClick={() => (isDirty() ? setLeaving(true) : onDone(rule?.id))}>
          {t('form.cancel')}
        </Button>
      </div>
    </form>
  )
}

/** Drawn after the fields, so that by then each of them has asked for its own. */
function Unplaced({
  errors,
  placed,
  words,
}: {
  errors: FieldErrors
  placed: ReadonlySet<string>
  words(message: string): string
}) {
  const { t } = useTranslation()
  const said = Object.fromEntries(Object.entries(errors).map(([path, message]) => [path, words(message)]))
  const rest = unplaced(said, [...placed], (path) => pathText(t, path.replace(/\.(\d+)(?=\.|$)/g, '[$1]')))
  return rest.length === 0 ? null : (
    <div className="alert" role="alert">
      {rest.map((message) => (
        <p key={message}>{message}</p>
      ))}
    </div>
  )
}
