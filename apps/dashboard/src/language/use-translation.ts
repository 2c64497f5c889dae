import type { i18n } from 'i18next'
import { useTranslation as useI18next } from 'react-i18next'
import type { Translate } from './words.ts'

/** The translator with the one signature the console uses, so that texts made outside components can be given it. */
export function useTranslation(): { t: Translate; i18n: i18n } {
  const { t, i18n } = useI18next()
  return { t: t as unknown as Translate, i18n }
}
