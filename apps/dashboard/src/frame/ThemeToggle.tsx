import { IconContrastFilled, IconMoon, IconSun } from '@tabler/icons-react'
import { useTranslation } from '../language/use-translation.ts'
import { chooseTheme, nextTheme, useTheme } from '../theme-choice.ts'
import './frame.css'

const ICONS = { dark: IconMoon, light: IconSun, contrast: IconContrastFilled } as const

/** Goes round the themes: dark, light, high contrast. Shows and names the one that comes next. */
export function ThemeToggle() {
  const { t } = useTranslation()
  const next = nextTheme(useTheme())
  const Icon = ICONS[next]
  const label = t(`frame.toTheme.${next}`)
  return (
    <button
      type="button"
      className="frame-button"
      aria-label={label}
      title={label}
      onClick={() => chooseTheme(next)}
      data-testid="theme-toggle"
    >
      <Icon size={18} stroke={1.6} />
    </button>
  )
}
