import { speak } from '../language/i18n.ts'
import { useTranslation } from '../language/use-translation.ts'
import './frame.css'

/** Changes to the other language; says so in that language, for whoever cannot read this one. */
export function LanguageToggle() {
  const { t, i18n } = useTranslation()
  const other = i18n.language === 'zh' ? 'en' : 'zh'
  return (
    <button
      type="button"
      className="frame-button"
      lang={other === 'zh' ? 'zh-CN' : 'en'}
      aria-label={t('frame.otherLanguage')}
      title={t('frame.otherLanguage')}
      onClick={() => speak(other)}
      data-testid="language-toggle"
    >
      {t('frame.otherLanguageShort')}
    </button>
  )
}
