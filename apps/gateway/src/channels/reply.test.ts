import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { bindReply, freeTag, type ParsedReply, parseReply } from './reply.ts'

const f = (text: string, expected: Partial<ParsedReply> | null) =>
  it(`${JSON.stringify(text)} is ${expected ? JSON.stringify(expected) : 'not an answer'}`, () => {
    expect(parseReply(text)).toEqual(expected && { tag: null, ...expected })
  })

describe('an answer by SMS', () => {
  f('1', { code: 'on-post' })
  f(' 2 。', { code: 'action-started' })
  f('３', { code: 'households-moved' })
  f('3 23', { code: 'households-moved', households: 23 })
  f('3 23户', { code: 'households-moved', households: 23 })
  f('３　２３户。', { code: 'households-moved', households: 23 })
  f('3，23 户', { code: 'households-moved', households: 23 })
  f('3\n23', { code: 'households-moved', households: 23 })
  f('3*23#', { code: 'households-moved', households: 23 })
  f('3 0', { code: 'households-moved', households: 0 })
  f('已转移23户', { code: 'households-moved', households: 23 })
  f('4', { code: 'cannot' })
  f('4 路断', { code: 'cannot', note: '路断' })
  f('1已到岗', { code: 'on-post' })
  f('收到', { code: 'acknowledged' })
  f('收到！', { code: 'acknowledged' })
  f('OK', { code: 'acknowledged' })
  f('A1 3 23', { tag: 'A1', code: 'households-moved', households: 23 })
  f('a1,1', { tag: 'A1', code: 'on-post' })
  f('Ｂ２ 收到', { tag: 'B2', code: 'acknowledged' })
})

describe('what is no answer', () => {
  f('', null)
  f('5', null)
  f('11', null)
  f('323', null)
  f('3.23', null)
  f('3 23456', null)
  f('3 -5户吧', null)
  f('1 5', null)
  f('1 无法到岗', null)
  f('4 已到岗', null)
  f('水位4米', null)
  f('4米', null)
  f('收到，但是路断了', null)
  f('谁收到？', null)
  f('A1', null)
  f('A1 13812341234', null)
  f('您的验证码是1234', null)
  f('x'.repeat(10_000), null)
  f('constructor', null)
  f('__proto__', null)
  f('1 constructor', null)
})

describe('any text at all', () => {
  it('is read without an error, and what is read is within bounds', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: 'binary' }), fc.string({ unit: 'grapheme' })), (text) => {
        const reply = parseReply(text)
        if (!reply) return
        expect(reply.tag ?? 'A1').toMatch(/^[A-Z]\d{1,2}$/)
        if (reply.households !== undefined) {
          expect(reply.code).toBe('households-moved')
          expect(reply.households).toBeGreaterThanOrEqual(0)
          expect(reply.households).toBeLessThanOrEqual(9999)
        }
      }),
      { numRuns: 2000, seed: 5 },
    )
  })

  it('made of the pieces of answers is an answer only when it says one thing', () => {
    const piece = fc.constantFrom(
      ...[
        '1',
        '2',
        '3',
        '4',
        '23',
        '户',
        ' ',
        '，',
        'A1',
        'B2',
        '收到',
        '已到岗',
        '无法到岗',
        '不',
        '３',
        '。',
        '-',
      ],
    )
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 8 }), (pieces) => {
        const reply = parseReply(pieces.join(''))
        if (!reply) return
        // A denial turns an answer around: only after "4" is it a note.
        if (pieces.includes('不')) expect(reply.code).toBe('cannot')
        expect(parseReply(` ${pieces.join('')}！`)).toEqual(reply)
      }),
      { numRuns: 5000, seed: 5 },
    )
  })

  it('gives back every answer that is written by the rules', () => {
    const separator = fc.constantFrom(' ', '  ', ',', '，', '：', '　')
    fc.assert(
      fc.property(
        fc.option(fc.constantFrom('A1', 'C12', 'Y9'), { nil: null }),
        fc.integer({ min: 0, max: 9999 }),
        separator,
        separator,
        fc.constantFrom('', '户', ' 户', ' households'),
        fc.boolean(),
        (tag, households, one, two, unit, wide) => {
          const text = `${tag ? tag + one : ''}3${two}${households}${unit}`
          const sent = wide
            ? text.replace(/\d/g, (digit) => String.fromCharCode(0xff10 + Number(digit)))
            : text
          expect(parseReply(sent)).toEqual({ tag, code: 'households-moved', households })
        },
      ),
      { numRuns: 1000, seed: 5 },
    )
  })
})

describe('an answer among several call-outs', () => {
  const reply = (text: string) => parseReply(text) as ParsedReply
  const flood = { callout: 'flood', tag: 'A1' }
  const gas = { callout: 'gas', tag: 'B1' }

  it('needs no tag when one is open', () => {
    expect(bindReply(reply('1'), [flood])).toEqual({ ok: true, callout: 'flood' })
  })
  it('is not guessed when two are open', () => {
    expect(bindReply(reply('1'), [flood, gas])).toEqual({ ok: false, refusal: 'which-one' })
  })
  it('goes where its tag says', () => {
    expect(bindReply(reply('b1 1'), [flood, gas])).toEqual({ ok: true, callout: 'gas' })
  })
  it('with the tag of another call-out counts for none, even when one is open', () => {
    expect(bindReply(reply('C1 1'), [flood])).toEqual({ ok: false, refusal: 'unknown-tag' })
  })
  it('to nothing is refused', () => {
    expect(bindReply(reply('1'), [])).toEqual({ ok: false, refusal: 'none-open' })
  })
  it('gives every open call-out a tag of its own', () => {
    const taken = new Set<string>()
    for (;;) {
      const tag = freeTag(taken)
      if (tag === undefined) break
      expect(taken).not.toContain(tag)
      expect(reply(`${tag} 1`).tag).toBe(tag)
      taken.add(tag)
    }
    expect(taken.size).toBe(1980)
  })
})
