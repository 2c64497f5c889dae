import { Button, NativeSelect, TextInput } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { LEVELS, type Level } from '@tocsin/core'
import type { ReactNode } from 'react'
import { rulesQuery } from '../../api/queries.ts'
import { useTranslation } from '../../language/use-translation.ts'
import { EMPTY_MEMBER, type MemberDraft, WAYS, type Way } from '../draft/rule-draft.ts'
import { Fault } from './Fault.tsx'
import type { RuleFormState } from './form.ts'
import { LevelField } from './LevelField.tsx'

interface Props {
  readonly form: RuleFormState
  readonly level: Level
  readonly children: ReactNode
}

/** The members of a composite at one level: which of them must fire, and where. */
export function MemberFields({ form, level, children }: Props) {
  const { t } = useTranslation()
  const rules = useQuery(rulesQuery).data ?? []
  const { way, members } = form.draft.levels[level]
  const path = `levels.${level}`
  const list = `${path}.${way === 'atLeast' ? 'of' : way}`
  const change = (next: readonly MemberDraft[]) => form.setLevel(level, { members: next })
  const set = (index: number, part: Partial<MemberDraft>) =>
    change(members.map((one, at) => (at === index ? { ...one, ...part } : one)))
  return (
    <div className="member-fields">
      {members.length > 0 && (
        <div className="form-row">
          <NativeSelect
            label={t('rule.wayIs')}
            value={way}
            onChange={(event) => form.setLevel(level, { way: event.currentTarget.value as Way })}
            data={WAYS.map((value) => ({ value, label: t(`rule.way.${value}`) }))}
          />
          {way === 'atLeast' && (
            <LevelField form={form} level={level} name="atLeast" label={t('rule.atLeast')} />
          )}
          {children}
        </div>
      )}
      {members.map((member, index) => (
        <div key={index} className="form-row member-row">
          <NativeSelect
            label={t('rule.member', { number: index + 1 })}
            value={member.rule}
            error={form.at(`${list}.${index}.rule`) ?? form.at(`${list}.${index}`)}
            onChange={(event) => set(index, { rule: event.currentTarget.value })}
            data={[
              { value: '', label: t('rule.chooseRule') },
              ...rules.map(({ id, name }) => ({ value: id, label: name })),
            ]}
          />
          <NativeSelect
            label={t('rule.memberLevel')}
            value={member.level}
            error={form.at(`${list}.${index}.level`)}
            onChange={(event) => set(index, { level: event.currentTarget.value })}
            data={[
              { value: '', label: t('rule.anyLevel') },
              ...LEVELS.map((value) => ({ value, label: t(`level.chip.${value}`) })),
            ]}
          />
          <TextInput
            label={t('rule.memberArea')}
            list="known-areas"
            value={member.area}
            placeholder={form.draft.area}
            error={form.at(`${list}.${index}.area`)}
            onChange={(event) => set(index, { area: event.currentTarget.value })}
          />
          <TextInput
            label={t('rule.memberStations')}
            inputMode="numeric"
            value={member.stations}
            placeholder="1"
            error={form.at(`${list}.${index}.stations`)}
            onChange={(event) => set(index, { stations: event.currentTarget.value })}
          />
          <Button
            variant="default"
            className="member-remove"
            onClick={() => change(members.filter((_, at) => at !== index))}
          >
            {t('rule.removeMember')}
          </Button>
        </div>
      ))}
      <Fault>{form.at(path) ?? form.at(list)}</Fault>
      <Button variant="default" size="compact-sm" onClick={() => change([...members, EMPTY_MEMBER])}>
        {t('rule.addMember')}
      </Button>
    </div>
  )
}
