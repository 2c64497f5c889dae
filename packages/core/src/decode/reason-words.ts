import { NO_VALUE } from './hj212/codec.ts'
import { EXCEPTIONS } from './modbus/frame.ts'
import { REASONS, type ReasonCode } from './reasons.ts'

/** Words that stand in a reason, in Chinese. */
const WORDS = new Map<string, string>([
  ['missing', '缺失'],
  ['an array', '数组'],
  ['an object', '对象'],
  ['a string', '字符串'],
  ['a number', '数值'],
  ['a boolean', '布尔值'],
  ['null', '空值 null'],
  ['unknown', '未知'],
  ['too large to be a number', '数值过大'],
  ['no hexadecimal number', '不是十六进制数'],
  ...[...NO_VALUE.values(), ...Object.values(EXCEPTIONS)].map(({ en, zh }) => [en, zh] as const),
])

/** Words in the name of a clause. */
const CLAUSES: readonly (readonly [RegExp, string])[] = [
  [/,? and /g, '、'],
  [/, /g, '，'],
  [/\btable /g, '表 '],
  [/\btables /g, '表 '],
  [/\bappendix /g, '附录 '],
  [/\bnote e\b/g, '注 e'],
  [/\bframe structure\b/g, '帧结构'],
  [/\bcontrol field\b/g, '控制域'],
  [/\baddress field\b/g, '地址域'],
  [/\buser data\b/g, '用户数据'],
  [/\bdata of kind /g, '数据种类 '],
  [/\bdata flags\b/g, '数据标记'],
  [/\btime tag\b/g, '时间标签'],
  [/\balarm word\b/g, '报警字'],
  [/\bstate word\b/g, '状态字'],
  [/\bcheck CS\b/g, '校验 CS'],
  [/\bdevice profile\b/g, '设备型式'],
  [/\bgateway telemetry\b/g, '网关遥测'],
  [/\btelemetry\b/g, '遥测'],
  [/\battributes\b/g, '属性'],
  [/ data$/g, ' 数据'],
]

/** The name of a clause in a language: `SL 651-2014 表 C.1`. */
export function clauseIn(language: 'zh' | 'en', clause: string): string {
  if (language === 'en') return clause
  return CLAUSES.reduce((text, [word, zh]) => text.replace(word, zh), clause)
}

interface Template {
  readonly code: ReasonCode
  readonly pattern: RegExp
  readonly names: readonly string[]
  /** Characters that must stand as they are: of two that fit, the one with more of them is meant. */
  readonly fixed: number
}

let templates: readonly Template[] | undefined

function templatesOf(): readonly Template[] {
  templates ??= (Object.keys(REASONS) as ReasonCode[])
    .map((code): Template => {
      const [english] = REASONS[code]
      const names: string[] = []
      const pattern = english
        .split(/(\{\w+\})/)
        .map((part) => {
          if (!/^\{\w+\}$/.test(part)) return part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
          names.push(part.slice(1, -1))
          // A device's address, or every reason with a colon would be one about a line.
          return part === '{endpoint}' ? '(\\S+:\\d+)' : '([\\s\\S]*?)'
        })
        .join('')
      return {
        code,
        pattern: new RegExp(`^${pattern}$`),
        names,
        fixed: english.replace(/\{\w+\}/g, '').length,
      }
    })
    .toSorted((a, b) => b.fixed - a.fixed)
  return templates
}

const CITED = /^([\s\S]*) \(((?:SL |SZY|HJ |MODBUS|RFC |ChirpStack|ThingsBoard|device profile )[^()]*)\)$/

/** A reason by its code: what stands in its braces, and the clause behind it. */
export interface ReadReason {
  readonly code: ReasonCode
  readonly values: Readonly<Record<string, string>>
  readonly clause: string | undefined
}

/** Finds the code of a reason that was said. Undefined of what was said by nobody here: an error of the system, a reason of an older version. */
export function readReason(text: string): ReadReason | undefined {
  const [, said = text, clause] = CITED.exec(text) ?? []
  for (const [sentence, behind] of [[text, undefined] as const, [said, clause] as const]) {
    for (const { code, pattern, names } of templatesOf()) {
      const match = pattern.exec(sentence)
      if (match === null) continue
      // A clause belongs behind the reason, not into the last thing that it tells; a reason in a reason has its own.
      const isSwallowed = behind === undefined && clause !== undefined && !names.includes('reason')
      if (isSwallowed) continue
      const values = Object.fromEntries(names.map((name, index) => [name, match[index + 1] ?? '']))
      return { code, values, clause: behind }
    }
  }
  return undefined
}

/** A reason in a language. In English it is as it was said; so it is in Chinese where it is none of ours. */
export function reasonIn(language: 'zh' | 'en', text: string): string {
  if (language === 'en') return text
  const read = readReason(text)
  if (read === undefined) return text
  const { code, values, clause } = read
  const told = REASONS[code][1].replace(/\{(\w+)\}/g, (_, name: string) => {
    const value = values[name] ?? ''
    return name === 'reason' ? reasonIn(language, value) : (WORDS.get(value) ?? value)
  })
  return clause === undefined ? told : `${told}（${clauseIn(language, clause)}）`
}
