import { Button, NativeSelect, TextInput } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { AREA_KINDS, DUTIES } from '@tocsin/core'
import { useId } from 'react'
import { personsQuery } from '../api/callout-queries.ts'
import { useTranslation } from '../language/use-translation.ts'
import { Fault } from '../rules/form/Fault.tsx'
import { type AreaKind, type Duty, WHO_KINDS, type WhoDraft, type WhoKind } from './plan-draft.ts'

interface Props {
  readonly who: WhoDraft
  readonly path: string
  at(path: string): string | undefined
  onChange(who: WhoDraft): void
  onRemove(): void
}

/** Whom a step calls: who has a role, who is on duty, or one by name. */
export function WhoFields({ who, path, at, onChange, onRemove }: Props) {
  const { t } = useTranslation()
  const set = (change: Partial<WhoDraft>) => onChange({ ...who, ...change })
  const fault =
    at(path) ?? at(`${path}.role`) ?? at(`${path}.duty`) ?? at(`${path}.person`) ?? at(`${path}.at`)
  return (
    <>
      <div className="who-row" data-testid={path.replaceAll('.', '-')}>
        <NativeSelect
          label={t('plan.whoKindLabel')}
          value={who.kind}
          onChange={(event) => set({ kind: event.currentTarget.value as WhoKind })}
          data={WHO_KINDS.map((value) => ({ value, label: t(`plan.whoKind.${value}`) }))}
        />
        {who.kind === 'role' && (
          <TextInput
            label={t('plan.role')}
            placeholder={t('plan.roleHint')}
            maxLength={40}
            value={who.role}
            onChange={(event) => set({ role: event.currentTarget.value })}
          />
        )}
        {who.kind === 'duty' && (
          <NativeSelect
            label={t('plan.duty')}
            value={who.duty}
            onChange={(event) => set({ duty: event.currentTarget.value as Duty })}
            data={DUTIES.map((value) => ({ value, label: t(`plan.duties.${value}`) }))}
          />
        )}
        {who.kind === 'person' ? (
          <PersonInput value={who.person} onChange={(person) => set({ person })} />
        ) : (
          <NativeSelect
            label={t('plan.at')}
            value={who.at}
            onChange={(event) => set({ at: event.currentTarget.value as AreaKind })}
            data={AREA_KINDS.map((value) => ({ value, label: t(`plan.areas.${value}`) }))}
          />
        )}
        <Button variant="default" onClick={onRemove}>
          {t('system.remove')}
        </Button>
      </div>
      <Fault>{fault}</Fault>
    </>
  )
}

/** One of those who can be called; their names are read only where somebody is chosen by name. */
function PersonInput({ value, onChange }: { value: string; onChange(id: string): void }) {
  const { t } = useTranslation()
  const id = useId()
  const persons = useQuery(personsQuery).data ?? []
  const known = persons.find((person) => person.id === value)
  return (
    <div>
      <TextInput
        label={known === undefined ? t('plan.person') : `${t('plan.person')} · ${known.name}`}
        list={id}
        value={value}
        onChange={(event) => onChange(event.currentTarget.value)}
      />
      <datalist id={id}>
        {persons.map((person) => (
          <option key={person.id} value={person.id}>
            {person.name}
          </option>
        ))}
      </datalist>
    </div>
  )
}
