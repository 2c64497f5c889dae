import { IconKeyboard, IconSearch } from '@tabler/icons-react'
import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { type Overlay, openOverlay } from '../keyboard/overlay.ts'
import { useTranslation } from '../language/use-translation.ts'
import { usePerson } from '../session/use-person.ts'
import './frame.css'
import { LanguageToggle } from './LanguageToggle.tsx'
import { pagesFor } from './pages.ts'
import { ThemeToggle } from './ThemeToggle.tsx'
import { useNarrow } from './use-narrow.ts'

/** The pages: a rail on a desk, tabs at the bottom of a phone. */
export function Rail() {
  const { t } = useTranslation()
  const narrow = useNarrow()
  return (
    <nav className="rail" aria-label={t('frame.pages')}>
      <ul>
        {pagesFor(usePerson()?.role).map(({ to, word, Icon }) => (
          <li key={to}>
            <Link
              to={to}
              className="rail-link"
              activeOptions={{ exact: to === '/', includeSearch: false }}
              data-testid={`page-${word}`}
            >
              <Icon size={21} stroke={1.6} aria-hidden="true" />
              <span>{t(`page.${word}`)}</span>
            </Link>
          </li>
        ))}
      </ul>
      {!narrow && (
        <div className="rail-end">
          <Opener overlay="palette" label={t('frame.search')}>
            <IconSearch size={18} stroke={1.6} />
          </Opener>
          <Opener overlay="sheet" label={t('frame.keys')}>
            <IconKeyboard size={18} stroke={1.6} />
          </Opener>
          <LanguageToggle />
          <ThemeToggle />
        </div>
      )}
    </nav>
  )
}

function Opener({ overlay, label, children }: { overlay: Overlay; label: string; children: ReactNode }) {
  return (
    <button
      type="button"
      className="frame-button"
      aria-label={label}
      title={label}
      onClick={() => openOverlay(overlay)}
      data-testid={`open-${overlay}`}
    >
      {children}
    </button>
  )
}
