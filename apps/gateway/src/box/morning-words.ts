import type { Bilingual } from '@tocsin/contract'

export interface MorningFigures {
  readonly stations: number
  readonly heard: number
  readonly openWarnings: number
  readonly villages: number
  readonly cannot: number
  /** What is wrong with the roster of the next 72 hours. */
  readonly rosterProblems: number
  /** Parts of the box that do not work. */
  readonly down: readonly string[]
  readonly trial: boolean
  /** `07-01 08:00` */
  readonly moment: string
}

/** What the leader on duty reads each morning: that the box is alive, and how it stands. Short enough for two parts of an SMS. */
export function morningText(figures: MorningFigures): Bilingual {
  const { stations, heard, openWarnings, villages, cannot, rosterProblems, down, trial, moment } = figures
  return {
    zh: [
      `【报平安】${moment} 监测预警系统${down.length === 0 ? '运行正常' : `有故障：${down.join('、')}`}。`,
      `${stations} 个站点，收到 ${heard} 个；未解除告警 ${openWarnings} 条；`,
      `${villages} 个村，${cannot === 0 ? '都能预警' : `${cannot} 个现在不能预警`}；`,
      `72 小时值班表${rosterProblems === 0 ? '无缺口' : `有 ${rosterProblems} 个问题`}。`,
      trial ? '试运行中，只叫值班室。' : '',
      '不用回复。',
    ].join(''),
    en: [
      `[Daily message] ${moment}: the warning system ${down.length === 0 ? 'works' : `has faults: ${down.join(', ')}`}.`,
      `Stations heard: ${heard} of ${stations}; open warnings: ${openWarnings};`,
      villages === 0
        ? 'no villages entered;'
        : cannot === 0
          ? `all ${villages} villages can be warned;`
          : `${cannot} of ${villages} villages cannot be warned now;`,
      rosterProblems === 0
        ? 'no gaps in the roster of the next 72 hours.'
        : `problems of the roster in the next 72 hours: ${rosterProblems}.`,
      trial ? 'On trial: only the duty desk is called.' : '',
      'No answer needed.',
    ]
      .filter(Boolean)
      .join(' '),
  }
}
