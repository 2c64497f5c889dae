import i18next from 'i18next'
import en from './callout-en.json'
import zh from './callout-zh.json'

// The words of the pages about call-outs come with these pages: the first page a shift opens must not wait for them.
i18next.addResourceBundle('zh', 'translation', zh, true)
i18next.addResourceBundle('en', 'translation', en, true)
