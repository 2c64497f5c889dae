/** The words of the answer page, in both languages. It stands by itself: who is called waits for no console to load. */
export const WORDS = {
  zh: {
    exercise: '演练',
    level: { red: '红 一级', orange: '橙 二级', yellow: '黄 三级', blue: '蓝 四级' },
    since: (time: string) => `发起于 ${time}`,
    answerAs: (name: string) => `${name}，请应答：`,
    code: {
      'on-post': '已到岗',
      'action-started': '已开始行动',
      'households-moved': '已转移',
      cannot: '无法到岗',
      acknowledged: '已收到',
    },
    households: '户数',
    sending: '正在发送…',
    again: '没有发出去，正在重试…',
    received: (time: string, code: string) => `已收到 ${time} · ${code} · 值班室可见`,
    late: '（超时应答）',
    change: '按错了？再按一次即可更改，以最后一次为准。',
    over: '这次叫应已经结束，应答仍会记录。',
    unknown: '链接无效，或已被撤下。请致电值班室。',
    unreachable: '连不上值班室的机器，正在重试…',
  },
  en: {
    exercise: 'EXERCISE',
    level: { red: 'Red', orange: 'Orange', yellow: 'Yellow', blue: 'Blue' },
    since: (time: string) => `since ${time}`,
    answerAs: (name: string) => `${name}, please answer:`,
    code: {
      'on-post': 'On post',
      'action-started': 'Action started',
      'households-moved': 'Households moved',
      cannot: 'Cannot come',
      acknowledged: 'Received',
    },
    households: 'Households',
    sending: 'Sending…',
    again: 'Not sent; trying again…',
    received: (time: string, code: string) => `Received ${time} · ${code} · the desk can see it`,
    late: '(late)',
    change: 'The wrong one? Press another; the last one counts.',
    over: 'This call-out is over; an answer is still recorded.',
    unknown: 'The link is not valid, or was withdrawn. Telephone the duty desk.',
    unreachable: 'The duty desk’s box cannot be reached; trying again…',
  },
} as const

export type AnswerWords = (typeof WORDS)[keyof typeof WORDS]
