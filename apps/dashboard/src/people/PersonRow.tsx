import { Button } from '@mantine/core'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { calls, type PersonRecord } from '@tocsin/contract'
import { useState } from 'react'
import { areasQuery, directoryKeys } from '../api/directory-queries.ts'
import { perform } from '../api/perform.ts'
import { DeleteWithReason } from '../frame/DeleteWithReason.tsx'
import { notify } from '../frame/notices.ts'
import '../language/people-words.ts'
import { useTranslation } from '../language/use-translation.ts'
import { useMay } from '../session/use-person.ts'
import { areaTrail } from './area-tree.ts'
import { ChannelLine } from './ChannelLine.tsx'
import { PersonForm } from './PersonForm.tsx'
import { usePersonName } from './use-person-name.ts'

/** One person: roles, the ways to reach them in their order, who is called in their place. */
export function PersonRow({ person }: { readonly person: PersonRecord }) {
  const { t } = useTranslation()
  const areas = useQuery(areasQuery).data?.areas ?? []
  const nameOf = usePersonName()
  const allowed = useMay(calls.changePerson)
  const [editing, setEditing] = useState(false)
  if (editing) {
    return (
      <li className="person-row editing" data-person={person.name}>
        <PersonForm person={person} area={undefined} onDone={() => setEditing(false)} />
      </li>
    )
  }
  return (
    <li className="person-row" data-testid="person-row" data-person={person.name}>
      <div>
        <p className="person-name">
          <b>{person.name}</b>
          <span className="tag">{t(`people.language.${person.language}`)}</span>
        </p>
        <ul className="person-roles">
          {person.roles.map(({ role, area }) => (
            <li key={`${role} ${area}`}>
              {role} <span className="muted">{areaTrail(areas, area)}</span>
            </li>
          ))}
          {person.roles.length === 0 && <li className="muted">{t('people.noRole')}</li>}
        </ul>
        <p className="muted">
          {person.deputy === undefined
            ? t('people.noDeputy')
            : t('people.deputyIs', { name: nameOf(person.deputy) })}
        </p>
      </div>
      {person.channels.length === 0 ? (
        <p>
          <span className="tag" data-tone="fault">
            {t('people.noChannel')}
          </span>
        </p>
      ) : (
        <ol className="channel-list" aria-label={t('people.channels')}>
          {person.channels.map((channel) => (
            <ChannelLine key={channel.id} person={person} channel={channel} />
          ))}
        </ol>
      )}
      {allowed && (
        <div className="row-actions person-actions">
          <Button
            variant="default"
            size="compact-sm"
            aria-label={t('people.changeName', { name: person.name })}
            onClick={() => setEditing(true)}
            data-testid="change-person"
          >
            {t('people.change')}
          </Button>
          <RemovePerson person={person} />
        </div>
      )}
    </li>
  )
}

function RemovePerson({ person }: { readonly person: PersonRecord }) {
  const { t } = useTranslation()
  const client = useQueryClient()
  return (
    <DeleteWithReason
      title={t('system.removeName', { name: person.name })}
      word={t('system.remove')}
      confirm={t('system.removeNow')}
      small
      remove={(reason) => perform(calls.deletePerson, { params: { id: person.id }, query: { reason } })}
      onRemoved={() => {
        for (const queryKey of Object.values(directoryKeys)) void client.invalidateQueries({ queryKey })
        notify('done', t('people.removed', { name: person.name }))
      }}
    >
      <p className="muted">{t('people.removeMeans')}</p>
    </DeleteWithReason>
  )
}
