import { Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import type { RegisterReading } from '@tocsin/contract'
import { useState } from 'react'
import { areasQuery } from '../api/directory-queries.ts'
import { ScrollRegion } from '../frame/ScrollRegion.tsx'
import '../language/people-words.ts'
import { useTranslation } from '../language/use-translation.ts'
import { SheetFaults } from '../tables/SheetFaults.tsx'
import { pathText, spelledOut, valueText } from '../versions/change-words.ts'
import { withAreaNames } from './area-tree.ts'

interface Props {
  readonly reading: RegisterReading
  readonly pending: boolean
  onSave(seen: string): void
}

/** Rows shown at first; a county has hundreds. */
const FIRST = 50

/** What saving a list would do, row by row, or what is wrong with it, cell by cell. */
export function RegisterLook({ reading, pending, onSave }: Props) {
  const { t } = useTranslation()
  const [all, setAll] = useState(false)
  const areas = useQuery(areasQuery).data?.areas ?? []
  const { rows, counts, faults, notes, seen } = reading
  // What would be done comes before what stays.
  const doing = rows.filter(({ outcome }) => outcome !== 'unchanged')
  const shown = all ? doing : doing.slice(0, FIRST)
  return (
    <div className="register-look" data-testid="reading">
      <SheetFaults
        head={t('register.faults', { count: faults.length })}
        faults={faults.map((fault) =>
          fault.row === 0 ? { ...fault, cell: t('register.wholeFile') } : fault,
        )}
        notes={notes}
        className="register-rows"
      />
      <p>
        <b>
          {t('register.counts', { added: counts.new, changed: counts.changed, unchanged: counts.unchanged })}
        </b>
      </p>
      {doing.length > 0 && (
        <ScrollRegion label={t('register.rows')} className="register-rows">
          <ul className="register-list">
            {shown.map(({ row, outcome, name, changes }) => (
              <li key={row} data-outcome={outcome}>
                <span className="muted">{t('table.row', { number: row })}</span>
                <b>{name}</b>
                <span className="tag">{t(`register.outcome.${outcome}`)}</span>
                <span className="register-changes">
                  {changes.flatMap(spelledOut).map((change) => (
                    <span key={change.path}>
                      {pathText(t, change.path)}:{' '}
                      <del>{withAreaNames(areas, valueText(t, change, change.before))}</del> →{' '}
                      <ins>{withAreaNames(areas, valueText(t, change, change.after))}</ins>
                    </span>
                  ))}
                </span>
              </li>
            ))}
          </ul>
        </ScrollRegion>
      )}
      {!all && doing.length > FIRST && (
        <button type="button" className="link-button" onClick={() => setAll(true)}>
          {t('register.allRows', { count: doing.length })}
        </button>
      )}
      {seen !== null && doing.length === 0 && <p className="muted">{t('register.nothing')}</p>}
      {seen !== null && doing.length > 0 && (
        <div className="row-actions">
          <Button loading={pending} onClick={() => onSave(seen)} data-testid="save-register">
            {t('register.save')}
          </Button>
          <span className="muted">{t('register.saveMeans')}</span>
        </div>
      )}
    </div>
  )
}
