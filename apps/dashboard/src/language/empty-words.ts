import i18next from 'i18next'
import en from './empty-en.json'
import zh from './empty-zh.json'

// As the words about call-outs: they come with the pages that use them.
i18next.addResourceBundle('zh', 'translation', zh, true)
i18next.addResourceBundle('en', 'translation', en, true)
