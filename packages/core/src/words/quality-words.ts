import type { CheckName, QualityFlag } from '../model/index.ts'
import type { Language } from './language.ts'

/** Quality flags, as the console calls them. */
export const FLAG_WORDS: Readonly<Record<Language, Readonly<Record<QualityFlag, string>>>> = {
  zh: { good: '正常', 'not-evaluated': '未评定', suspect: '存疑', fail: '无效', missing: '缺测' },
  en: {
    good: 'good',
    'not-evaluated': 'not evaluated',
    suspect: 'suspect',
    fail: 'invalid',
    missing: 'missing',
  },
}

/** What a quality check found. */
export const CHECK_WORDS: Readonly<Record<Language, Readonly<Record<CheckName, string>>>> = {
  zh: {
    'gross-range': '超出量程',
    'rate-of-change': '变化过快',
    'clock-ahead': '时钟超前',
    'counter-reset': '计数器归零',
    'counter-unknown': '计数器不明',
    spike: '数值突跳',
    'flat-line': '数值长时间不变',
    'time-gap': '数据有缺口',
    neighbour: '与邻站不符',
    intensity: '雨强过大',
    'warm-up': '预热中',
    'calibration-due': '标定到期',
    sentinel: '设备报无效值',
    unreadable: '数值无法读取',
    manual: '人工观测',
  },
  en: {
    'gross-range': 'out of range',
    'rate-of-change': 'changes too fast',
    'clock-ahead': 'clock ahead',
    'counter-reset': 'counter reset',
    'counter-unknown': 'counter unknown',
    spike: 'spike',
    'flat-line': 'flat line',
    'time-gap': 'gap in the data',
    neighbour: 'disagrees with its neighbours',
    intensity: 'rain too intense',
    'warm-up': 'warming up',
    'calibration-due': 'calibration due',
    sentinel: 'device reports no value',
    unreadable: 'unreadable',
    manual: 'read by a person',
  },
}
