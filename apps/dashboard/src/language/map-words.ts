import i18next from 'i18next'
import './callout-words.ts'
import en from './map-en.json'
import zh from './map-zh.json'

// The words of the map come with it.
i18next.addResourceBundle('zh', 'translation', zh, true)
i18next.addResourceBundle('en', 'translation', en, true)
