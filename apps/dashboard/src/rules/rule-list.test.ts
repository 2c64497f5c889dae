import type { RuleView, WarningView } from '@tocsin/contract'
import { expect, it } from 'vitest'
import { brokenRules, findRules, firingByRule } from './rule-list.ts'

const rule = (id: string, name: string, state: RuleView['state'] = 'active') => ({
  rule: { id, name, state } as RuleView,
  text: '累计雨量',
})
const warning = (id: string, subject: string, clearedAt: number | null = null) =>
  ({ rule: { id, version: 1, name: id }, subject, clearedAt }) as WarningView

it('finds rules by every word that was typed, and by state', () => {
  const rules = [rule('r1', 'River 白河'), rule('r2', 'Rain', 'draft')]
  const names = (search: string, state?: RuleView['state']) =>
    findRules(rules, search, state).map((one) => one.rule.id)
  expect(names('')).toEqual(['r1', 'r2'])
  expect(names('白河 river')).toEqual(['r1'])
  expect(names('雨量')).toEqual(['r1', 'r2'])
  expect(names('', 'draft')).toEqual(['r2'])
  expect(names('river', 'draft')).toEqual([])
})
it('counts what fires now; what has cleared does not, nor does a failure of the rule', () => {
  const open = [warning('r1', 'a/b'), warning('r1', 'c/b'), warning('r1', 'd/b', 5), warning('r2', 'rule:r2')]
  expect([...firingByRule(open)]).toEqual([['r1', 2]])
})
it('knows rules in error by their warning and by what the gateway says of them', () => {
  const broken = [{ rule: 'rule-3', name: 'River', faults: [] }]
  expect([...brokenRules([warning('r2', 'rule:r2')], broken)]).toEqual(['r2', 'rule-3'])
  expect([...brokenRules([], [])]).toEqual([])
})
