import i18next from 'i18next'
import en from './shell-en.json'
import zh from './shell-zh.json'

// Words of what is opened over the pages, and of the wall: they come when these do.
i18next.addResourceBundle('zh', 'translation', zh, true)
i18next.addResourceBundle('en', 'translation', en, true)
