import i18next from 'i18next'
import en from './pipeline-en.json'
import zh from './pipeline-zh.json'

i18next.addResourceBundle('zh', 'translation', zh, true)
i18next.addResourceBundle('en', 'translation', en, true)
