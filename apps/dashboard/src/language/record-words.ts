import i18next from 'i18next'
import './callout-words.ts'
import en from './record-en.json'
import zh from './record-zh.json'

// The words of records, reports and statistics come with their pages, and with those of call-outs, which they use.
i18next.addResourceBundle('zh', 'translation', zh, true)
i18next.addResourceBundle('en', 'translation', en, true)
