import '../language/people-words.ts'
import { Button } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { ExportLinks } from './ExportLinks.tsx'

type Opened = 'new' | 'import' | undefined

/** What can be done to a register as a whole: taken away, brought in from a file, or one entry added. */
export function RegisterActions({
  of,
  open,
  onOpen,
  forbidden,
  add,
  testId,
}: {
  of: Parameters<typeof ExportLinks>[0]['of']
  open: Opened
  onOpen: (what: Opened) => void
  /** Why this person may change nothing; undefined when they may. */
  forbidden: string | undefined
  /** The words of the button that adds one. */
  add: string
  testId: string
}) {
  const { t } = useTranslation()
  const refused = forbidden === undefined ? {} : { disabled: true, title: forbidden }
  return (
    <div className="row-actions push">
      <ExportLinks of={of} />
      <Button
        variant="default"
        {...refused}
        onClick={() => onOpen(open === 'import' ? undefined : 'import')}
        data-testid="import"
      >
        {t('people.import')}
      </Button>
      <Button {...refused} onClick={() => onOpen('new')} data-testid={testId}>
        {add}
      </Button>
    </div>
  )
}
