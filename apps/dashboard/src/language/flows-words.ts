import i18next from 'i18next'
import en from './flows-en.json'
import zh from './flows-zh.json'

// As the words about call-outs: they come with the page that uses them.
i18next.addResourceBundle('zh', 'translation', zh, true)
i18next.addResourceBundle('en', 'translation', en, true)
