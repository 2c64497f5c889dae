import { MultiSelect } from '@mantine/core'
import { CHECKS, type CheckName, FLAGS, type Level, type QualityFlag } from '@tocsin/core'
import type { ReactNode } from 'react'
import { useTranslation } from '../../language/use-translation.ts'
import { clearField, levelShape } from '../draft/rule-draft.ts'
import { Fault } from './Fault.tsx'
import type { RuleFormState } from './form.ts'
import { LevelField } from './LevelField.tsx'
import { MemberFields } from './MemberFields.tsx'
import { RainFields } from './RainFields.tsx'

interface Props {
  readonly form: RuleFormState
  readonly level: Level
}

/** What one level is typed in: the fields of the rule's kind, and how long it must hold. */
export function LevelFields({ form, level }: Props) {
  const { t } = useTranslation()
  const { draft } = form
  const shape = levelShape(draft)
  const clear = clearField(draft)
  switch (shape) {
    case 'threshold':
      return (
        <>
          <LevelField
            form={form}
            level={level}
            name="raiseAt"
            measured
            label={t('rule.raiseAt')}
            testId={`raise-at-${level}`}
          />
          <LevelField
            form={form}
            level={level}
            name="clear"
            path={clear}
            measured
            placeholder={form.draft.levels[level].raiseAt}
            label={t(`rule.${clear}`)}
            testId={`clear-${level}`}
          />
          <Holding form={form} level={level} counted />
          <NoHysteresis form={form} level={level} />
        </>
      )
    case 'mean':
      return (
        <>
          <LevelField form={form} level={level} name="raiseAt" measured label={t('rule.raiseAt')} />
          <LevelField
            form={form}
            level={level}
            name="clear"
            path={clear}
            measured
            placeholder={form.draft.levels[level].raiseAt}
            label={t(`rule.${clear}`)}
          />
          <Holding form={form} level={level} />
          <NoHysteresis form={form} level={level} />
        </>
      )
    case 'band':
      return <BandFields form={form} level={level} />
    case 'table':
      return (
        <>
          {draft.kind === 'threshold' && (
            <LevelField
              form={form}
              level={level}
              name="clearMargin"
              measured
              placeholder="0"
              label={t('rule.clearMargin')}
            />
          )}
          <Holding form={form} level={level} counted={draft.kind === 'threshold'} />
        </>
      )
    case 'accumulation':
      return (
        <RainFields form={form} level={level}>
          <Holding form={form} level={level} />
        </RainFields>
      )
    case 'rate':
      return (
        <>
          <LevelField
            form={form}
            level={level}
            name="raiseAt"
            measured
            label={t(`rule.amount.${draft.trend}`)}
          />
          <LevelField
            form={form}
            level={level}
            name="clear"
            path="clearBelow"
            measured
            placeholder={form.draft.levels[level].raiseAt}
            label={t('rule.clearBelow')}
          />
          <Holding form={form} level={level} />
          <NoHysteresis form={form} level={level} />
        </>
      )
    case 'time-to-threshold':
      return (
        <>
          <LevelField form={form} level={level} name="threshold" measured label={t('rule.threshold')} />
          <LevelField
            form={form}
            level={level}
            name="within"
            label={t('rule.within')}
            text
            placeholder="2h"
          />
          <LevelField
            form={form}
            level={level}
            name="clearBeyond"
            placeholder={form.draft.levels[level].within}
            label={t('rule.clearBeyond')}
            text
          />
          <Holding form={form} level={level} />
        </>
      )
    case 'absence':
      return (
        <LevelField
          form={form}
          level={level}
          name="after"
          label={t('rule.after')}
          text
          placeholder="3 intervals"
        />
      )
    case 'sensor-fault':
      return (
        <FaultFields form={form} level={level}>
          <Holding form={form} level={level} />
        </FaultFields>
      )
    case 'composite':
      return (
        <MemberFields form={form} level={level}>
          <Holding form={form} level={level} />
        </MemberFields>
      )
    default:
      return shape satisfies never
  }
}

/** What it means to leave the value to clear at empty, where it was. */
function NoHysteresis({ form, level }: Props) {
  const { t } = useTranslation()
  const { raiseAt, clear } = form.draft.levels[level]
  if (raiseAt.trim() === '' || clear.trim() !== '' || Number.isNaN(Number(raiseAt.replace(',', '.'))))
    return null
  const value = form.unit === '' ? raiseAt : `${raiseAt} ${form.unit}`
  return (
    <p className="level-note muted" data-testid={`no-hysteresis-${level}`}>
      {t('rule.noHysteresis', { value })}
    </p>
  )
}

function Holding({ form, level, counted = false }: Props & { readonly counted?: boolean }) {
  const { t } = useTranslation()
  return (
    <>
      <LevelField form={form} level={level} name="for" label={t('rule.for')} text placeholder="0s" />
      <LevelField
        form={form}
        level={level}
        name="clearFor"
        label={t('rule.clearFor')}
        text
        placeholder="0s"
      />
      {counted && (
        <LevelField
          form={form}
          level={level}
          name="consecutive"
          label={t('rule.consecutive')}
          placeholder="1"
        />
      )}
    </>
  )
}

function BandFields({ form, level }: Props) {
  const { t } = useTranslation()
  const [raise, clear] = [`levels.${level}.raiseOutside`, `levels.${level}.clearInside`]
  return (
    <>
      <LevelField form={form} level={level} name="low" measured path="raiseOutside.0" label={t('rule.low')} />
      <LevelField
        form={form}
        level={level}
        name="high"
        measured
        path="raiseOutside.1"
        label={t('rule.high')}
      />
      <LevelField
        form={form}
        level={level}
        name="clearLow"
        measured
        placeholder={form.draft.levels[level].low}
        path="clearInside.0"
        label={t('rule.clearLow')}
      />
      <LevelField
        form={form}
        level={level}
        name="clearHigh"
        measured
        placeholder={form.draft.levels[level].high}
        path="clearInside.1"
        label={t('rule.clearHigh')}
      />
      <Holding form={form} level={level} counted />
      <Fault>{form.at(raise)}</Fault>
      <Fault>{form.at(clear)}</Fault>
    </>
  )
}

function FaultFields({ form, level, children }: Props & { readonly children: ReactNode }) {
  const { t } = useTranslation()
  const typed = form.draft.levels[level]
  return (
    <>
      <MultiSelect
        className="wide-field"
        label={t('rule.flags')}
        value={[...typed.flags]}
        error={form.at(`levels.${level}.flags`)}
        onChange={(flags) => form.setLevel(level, { flags: flags as QualityFlag[] })}
        data={FLAGS.filter((flag) => flag !== 'good').map((value) => ({ value, label: t(`flag.${value}`) }))}
      />
      <MultiSelect
        className="wide-field"
        label={t('rule.checks')}
        value={[...typed.checks]}
        error={form.at(`levels.${level}.checks`)}
        onChange={(checks) => form.setLevel(level, { checks: checks as CheckName[] })}
        data={CHECKS.map((value) => ({ value, label: t(`check.${value}`) }))}
      />
      {children}
    </>
  )
}
