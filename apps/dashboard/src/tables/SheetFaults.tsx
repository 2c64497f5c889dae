import { ScrollRegion } from '../frame/ScrollRegion.tsx'
import { useTranslation } from '../language/use-translation.ts'

interface SheetFault {
  readonly cell: string
  readonly row: number
  readonly column: number
  readonly message: string
  readonly expected: string
}

interface Props {
  /** How many there are, in words. */
  readonly head: string
  readonly faults: readonly SheetFault[]
  readonly notes: readonly string[]
  readonly className: string
}

/** What is wrong with a file, cell by cell, and what was noticed about it besides. */
export function SheetFaults({ head, faults, notes, className }: Props) {
  const { t } = useTranslation()
  return (
    <>
      {faults.length > 0 && (
        <>
          <p className="alert" role="alert">
            {head}
          </p>
          <ScrollRegion label={t('table.faultsTitle')} className={className}>
            <table className="plain">
              <thead>
                <tr>
                  <th scope="col">{t('table.cell')}</th>
                  <th scope="col">{t('table.wrong')}</th>
                  <th scope="col">{t('table.expected')}</th>
                </tr>
              </thead>
              <tbody>
                {faults.map(({ cell, row, column, message, expected }) => (
                  <tr key={`${row} ${column} ${message}`}>
                    <td>{cell}</td>
                    <td className="fault-cell">{message}</td>
                    <td className="fault-cell muted">{expected}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          </ScrollRegion>
        </>
      )}
      {notes.length > 0 && (
        <ul className="notes">
          {notes.map((note) => (
            <li key={note}>{note}</li>
          ))}
        </ul>
      )}
    </>
  )
}
