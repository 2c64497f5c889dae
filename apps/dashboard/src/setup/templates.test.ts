import { ruleBody, stationBody } from '@tocsin/contract'
import { compileRule } from '@tocsin/core'
import { describe, expect, it } from 'vitest'
import {
  breachOf,
  datastreamOf,
  ruleOf,
  TEMPLATES,
  templateOf,
  thresholdsOf,
  USUAL_THRESHOLDS,
} from './templates.ts'

describe.each(TEMPLATES)('the template %s', (template) => {
  const thresholds = USUAL_THRESHOLDS[template]
  const datastream = datastreamOf(template)
  const body = { id: 's1', name: 'one', area: 'lushan/xincun', datastreams: [datastream] }
  const rule = ruleOf(template, `s1/${datastream.name}`, { name: 'r', response: 'look', thresholds })

  it('makes a station and a rule that the gateway takes', () => {
    expect(stationBody.safeParse(body).success).toBe(true)
    expect(ruleBody.safeParse(rule).success).toBe(true)
    expect(compileRule({ ...rule, id: 'r1', version: 1, state: 'active' })).toMatchObject({ ok: true })
  })
  it('is found again by the station and the rule that it made', () => {
    expect(templateOf(body)?.template).toBe(template)
    expect(thresholdsOf(rule)).toEqual(thresholds)
  })
  it('tries a value that reaches yellow and not red', () => {
    const value = breachOf(thresholds)
    expect(value).toBeGreaterThanOrEqual(thresholds.yellow)
    expect(value).toBeLessThan(thresholds.red)
  })
})
