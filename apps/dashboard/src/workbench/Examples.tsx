import type { DeviceProfileView, ExampleFrame } from '@tocsin/contract'
import { useLanguage } from '../language/use-language.ts'
import { useTranslation } from '../language/use-translation.ts'

interface Props {
  readonly examples: readonly ExampleFrame[]
  readonly profiles: readonly DeviceProfileView[]
  readonly isOpen: boolean
  onOpen(example: ExampleFrame): void
}

/** The golden frames of the device profiles: one click puts one on the bench. */
export function Examples({ examples, profiles, isOpen, onOpen }: Props) {
  const { t } = useTranslation()
  const language = useLanguage()
  if (examples.length === 0) return null
  return (
    <details className="panel workbench-examples" open={isOpen} data-testid="examples">
      <summary>{t('workbench.examples', { count: examples.length })}</summary>
      <ul>
        {examples.map((example) => {
          const profile = profiles.find(({ id }) => id === example.profile)
          return (
            <li key={`${example.profile} ${example.hex}`}>
              <button
                type="button"
                className="link-button"
                onClick={() => onOpen(example)}
                data-testid={`example-${example.profile}`}
              >
                {profile?.name[language] ?? example.profile}
              </button>{' '}
              <span className="muted">
                {t(`protocol.${example.dialect}`)} · {example.source}
              </span>
            </li>
          )
        })}
      </ul>
    </details>
  )
}
