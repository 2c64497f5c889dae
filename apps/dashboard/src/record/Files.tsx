import { Button } from '@mantine/core'
import type { Role } from '@tocsin/contract'
import { useLanguage } from '../language/use-language.ts'
import { useTranslation } from '../language/use-translation.ts'
import { useMay } from '../session/use-person.ts'

interface FileLink {
  readonly word: 'form' | 'followUp' | 'csv' | 'formFull' | 'drill' | 'drillCsv'
  readonly href: string
  readonly role?: Role
}

/** What can be taken away: files in the language of the console, and the page on paper. */
export function Files({ links }: { links: readonly FileLink[] }) {
  const { t } = useTranslation()
  const language = useLanguage()
  // As the gateway has it for these files, which are no calls of the contract.
  const allowed = useMay({ role: 'operator' })
  const inFull = useMay({ role: 'duty-officer' })
  return (
    <>
      {allowed && (
        <details className="export">
          <summary data-testid="record-files">{t('record.files')}</summary>
          <ul>
            {links
              .filter(({ role }) => role === undefined || inFull)
              .map(({ word, href }) => (
                <li key={word}>
                  <a
                    href={`${href}${href.includes('?') ? '&' : '?'}language=${language}`}
                    download
                    data-testid={`file-${word}`}
                  >
                    {t(`record.file.${word}`)}
                  </a>
                </li>
              ))}
          </ul>
        </details>
      )}
      <Button variant="default" onClick={() => window.print()} data-testid="print">
        {t('record.print')}
      </Button>
    </>
  )
}
