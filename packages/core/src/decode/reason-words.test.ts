import { describe, expect, it } from 'vitest'
import { clauseIn, readReason, reasonIn } from './reason-words.ts'
import { REASONS, type ReasonCode, say } from './reasons.ts'

const codes = Object.keys(REASONS) as ReasonCode[]
const CLAUSE = 'SL 651-2014 6.2.3.1, table 11'

/** Something for each name in braces, in the form that it has where it is said. */
function valuesOf(code: ReasonCode): Record<string, string> {
  const names = [...REASONS[code][0].matchAll(/\{(\w+)\}/g)].map(([, name = '']) => name)
  return Object.fromEntries(
    names.map((name, index) => [
      name,
      name === 'reason'
        ? say('no-value', { mark: 'FFH' }, CLAUSE)
        : name === 'kind'
          ? 'an array'
          : name === 'endpoint'
            ? '192.0.2.7:502'
            : `${index + 3}`,
    ]),
  )
}

describe('the reasons why something could not be read', () => {
  it.each(codes)('%s is found again by its sentence, and said in Chinese with all that it tells', (code) => {
    const values = valuesOf(code)
    for (const clause of [undefined, CLAUSE]) {
      const read = readReason(say(code, values, clause))
      // A reason that ends in another one ends in that one's clause.
      if (!('reason' in values)) expect(read).toEqual({ code, values, clause })
      else if (clause === undefined) expect(read).toEqual({ code, values, clause: undefined })
    }
    const [, zh] = REASONS[code]
    const told = reasonIn('zh', say(code, values))
    expect(told).toMatch(/\p{Script=Han}/u)
    expect(told).not.toMatch(/\{\w+\}/)
    for (const [name, value] of Object.entries(values)) {
      expect(zh).toContain(`{${name}}`)
      if (name !== 'kind' && name !== 'reason') expect(told).toContain(value)
    }
    expect(reasonIn('en', say(code, values))).toBe(say(code, values))
  })

  it('are each another sentence', () => {
    const sentences = codes.map((code) => REASONS[code][0].replace(/\{\w+\}/g, '{}'))
    const twice = sentences.filter((one, index) => sentences.indexOf(one) !== index)
    // The same sentence, told of two things: which of them it was makes no difference.
    expect(twice).toEqual([])
  })

  it('are said with the words and clauses of the language', () => {
    expect(reasonIn('zh', say('crc', { found: '8397', expected: '83AA' }, CLAUSE))).toBe(
      'CRC 校验为 8397，应为 83AA（SL 651-2014 6.2.3.1，表 11）',
    )
    const some = say('count-of', {
      count: 5,
      total: 12,
      reason: say('no-value', { mark: 'FFH' }, 'SL 651-2014 table C.1'),
    })
    expect(reasonIn('zh', some)).toBe('12 个值中有 5 个：FFH 表示无值（SL 651-2014 表 C.1）')
    expect(reasonIn('zh', say('kind-number', { kind: 'a string' }))).toBe('字符串；应为数值')
    expect(reasonIn('zh', say('flag', { flag: 'D', word: 'faulty' }, 'HJ 212-2017 data flags'))).toBe(
      '数据标记 D：故障（HJ 212-2017 数据标记）',
    )
    expect(clauseIn('zh', 'HJ 212-2017 6.3.1 and appendix A')).toBe('HJ 212-2017 6.3.1、附录 A')
  })

  it('stay as they are where nobody here said them', () => {
    expect(reasonIn('zh', 'EPROTO: what a system says')).toBe('EPROTO: what a system says')
  })
})
