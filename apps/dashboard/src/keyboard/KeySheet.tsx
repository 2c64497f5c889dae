import { Checkbox, Modal } from '@mantine/core'
import '../language/shell-words.ts'
import { useTranslation } from '../language/use-translation.ts'
import './keyboard.css'
import { SHEET } from './keys.ts'
import { setSingleKeys, useSingleKeys } from './single-keys.ts'

/** Which keys do what, and the switch that single keys wait for. */
export function KeySheet({ onClose }: { onClose(): void }) {
  const { t } = useTranslation()
  const single = useSingleKeys()
  return (
    <Modal.Root opened onClose={onClose} size={720} centered transitionProps={{ duration: 0 }}>
      <Modal.Overlay />
      <Modal.Content aria-label={t('sheet.title')} data-testid="key-sheet">
        <Modal.Body className="dialog-body">
          <h2>{t('sheet.title')}</h2>
          <Checkbox
            data-autofocus
            label={t('sheet.single')}
            description={t('sheet.singleMeans')}
            checked={single === 'on'}
            onChange={(event) => setSingleKeys(event.currentTarget.checked ? 'on' : 'off')}
            data-testid="single-keys"
          />
          <dl className="key-sheet">
            {SHEET.map(({ keys, word, always = false }) => (
              <div key={word} data-off={(!always && single !== 'on') || undefined}>
                <dt>
                  {keys.map((key) => (
                    <kbd key={key}>{key}</kbd>
                  ))}
                </dt>
                <dd>{t(`sheet.does.${word}`)}</dd>
              </div>
            ))}
          </dl>
          <button type="button" className="link-button" onClick={onClose}>
            {t('sheet.close')}
          </button>
        </Modal.Body>
      </Modal.Content>
    </Modal.Root>
  )
}
