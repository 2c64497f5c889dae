import type { RuleView } from '@tocsin/contract'
import { describe, expect, it } from 'vitest'
import { draftOf, EMPTY_DRAFT, type RuleDraft, readDraft } from './rule-draft.ts'

const river: RuleDraft = {
  ...EMPTY_DRAFT,
  name: 'River',
  datastreams: ['bridge/level'],
  levels: {
    ...EMPTY_DRAFT.levels,
    yellow: { ...EMPTY_DRAFT.levels.yellow, raiseAt: '3.9', clear: '3,7' },
    red: { ...EMPTY_DRAFT.levels.red, raiseAt: '4.5', for: '10m' },
  },
}

describe('a rule as it is typed', () => {
  it('becomes the body of the contract', () => {
    expect(readDraft(river)).toEqual({
      ok: true,
      body: {
        name: 'River',
        appliesTo: { datastreams: ['bridge/level'] },
        state: 'active',
        condition: { kind: 'threshold', direction: 'above' },
        levels: { red: { raiseAt: 4.5, for: '10m' }, yellow: { raiseAt: 3.9, clearBelow: 3.7 } },
      },
    })
  })
  it('says at the field what is wrong, as the gateway would', () => {
    const wrong = { ...river, levels: { ...river.levels, yellow: { ...river.levels.yellow, clear: '4' } } }
    expect(readDraft(wrong)).toMatchObject({
      ok: false,
      errors: { 'levels.yellow.clearBelow': expect.stringContaining('under raiseAt 3.9') },
    })
    expect(readDraft({ ...river, name: ' ' })).toMatchObject({ ok: false, errors: { name: 'required' } })
    expect(
      readDraft({ ...river, levels: { ...river.levels, red: { ...river.levels.red, raiseAt: 'high' } } }),
    ).toEqual({
      ok: false,
      errors: { 'levels.red.raiseAt': 'number' },
    })
  })
  it('survives being saved and opened again, with what the form does not edit', () => {
    const rain: RuleView = {
      id: 'r',
      version: 2,
      state: 'shadow',
      name: 'Rain',
      appliesTo: { area: 'lushan', property: 'rainfall' },
      condition: { kind: 'accumulation' },
      levels: { orange: { anyOf: { '90m': 40, '3h': 65 }, clearBelow: { '3h': 50 } } },
    }
    const { id: _id, version: _version, ...body } = rain
    expect(draftOf(rain).windows).toContain('90m')
    expect(readDraft(draftOf(rain))).toEqual({ ok: true, body })
  })
})
