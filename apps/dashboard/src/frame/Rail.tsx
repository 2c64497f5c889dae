import { Link } from '@tanstack/react-router'
import { useTranslation } from '../language/use-translation.ts'
import './frame.css'
import { LanguageToggle } from './LanguageToggle.tsx'
import { PAGES } from './pages.ts'
import { ThemeToggle } from './ThemeToggle.tsx'
import { useNarrow } from './use-narrow.ts'

/** The pages: a rail on a desk, tabs at the bottom of a phone. */
export function Rail() {
  const { t } = useTranslation()
  const narrow = useNarrow()
  return (
    <nav className="rail" aria-label={t('frame.pages')}>
      <ul>
        {PAGES.map(({ to, word, Icon }) => (
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
          <LanguageToggle />
          <ThemeToggle />
        </div>
      )}
    </nav>
  )
}
