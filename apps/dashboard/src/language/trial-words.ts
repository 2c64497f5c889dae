import i18next from 'i18next'
import en from './trial-en.json'
import zh from './trial-zh.json'

// As the words about call-outs: they come with the pages that use them.
i18next.addResourceBundle('zh', 'translation', zh, true)
i18next.addResourceBundle('en', 'translation', en, true)
