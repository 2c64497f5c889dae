import { useNavigate } from '@tanstack/react-router'
import { calls } from '@tocsin/contract'
import { useTranslation } from '../language/use-translation.ts'
import { OnlyWith } from '../session/OnlyWith.tsx'
import { TableEditor } from './TableEditor.tsx'

export function NewTablePage() {
  const { t } = useTranslation()
  const navigate = useNavigate()
  return (
    <div className="page">
      <h1>{t('table.new')}</h1>
      <OnlyWith call={calls.createTable} forbidden={t('forbidden.rule')}>
        <section className="panel">
          <TableEditor
            onDone={(id) =>
              void (id === undefined
                ? navigate({ to: '/rules/tables' })
                : navigate({ to: '/rules/tables/$id', params: { id } }))
            }
          />
        </section>
      </OnlyWith>
    </div>
  )
}
