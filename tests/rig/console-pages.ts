import { calls } from '@tocsin/contract'
import type { Office } from './office.ts'

/** Every page of the console by a short name, at an address that has something on it in this office. What has nothing yet is left out. */
export async function consolePages(office: Office): Promise<Record<string, string>> {
  const [warning] = await office.openWarnings()
  const { callouts } = await office.call(calls.listCallouts, { query: {} })
  const callout = callouts.find(({ exercise }) => !exercise) ?? callouts[0]
  const drill = callouts.find(({ exercise }) => exercise)
  const rules = await office.rules()
  const [table] = (await office.call(calls.listTables, {})).tables
  const [station] = await office.stations()
  const some = (await office.stations())
    .flatMap(({ id, datastreams }) => datastreams.map(({ name }) => `${id}/${name}`))
    .slice(0, 2)
  const [plan] = (await office.call(calls.listPlans, {})).plans
  const ruleOf = (fits: (rule: (typeof rules)[number]) => boolean) => rules.find(fits)?.id
  const at = (name: string, path: string, id: string | undefined, rest = '') =>
    id === undefined ? {} : { [name]: `${path}/${id}${rest}` }
  return {
    overview: '/',
    wall: '/wall',
    map: '/map',
    'map-places': '/map?panel=places',
    'map-rain': '/map?rain=24',
    warnings: '/warnings',
    'warnings-closed': '/warnings?tab=closed',
    ...at('warning', '/warnings', warning?.id),
    ...at('record', '/warnings', warning?.id, '/record'),
    callouts: '/callouts',
    ...at('callout', '/callouts', callout?.id),
    ...at('drill', '/callouts', drill?.id, '/drill'),
    statistics: '/statistics',
    telephone: '/telephone',
    plans: '/plans',
    ...at('plan', '/plans', plan?.id),
    'new-plan': '/plans/new',
    'blind-spots': '/blind-spots',
    channels: '/channels',
    stations: '/stations',
    rejections: '/stations?tab=rejections',
    strangers: '/stations?tab=strangers',
    workbench: '/workbench',
    databases: '/stations/databases',
    'missed-peaks': '/stations?tab=missed-peaks',
    ...at('station', '/stations', warning?.subject.split('/')[0] ?? station?.id),
    'new-station': '/stations/new',
    trends: '/trends',
    'trends-of-some': `/trends?with=${encodeURIComponent(JSON.stringify(some))}`,
    rules: '/rules',
    ...at('rule', '/rules', rules[0]?.id),
    ...at(
      'rule-shadow',
      '/rules',
      ruleOf(({ state }) => state === 'shadow'),
    ),
    ...at(
      'rule-by-table',
      '/rules',
      ruleOf(({ condition }) => 'table' in condition),
    ),
    ...at(
      'rule-composite',
      '/rules',
      ruleOf(({ condition }) => condition.kind === 'composite'),
    ),
    'new-rule': '/rules/new',
    tables: '/rules/tables',
    ...at('table', '/rules/tables', table?.id),
    'new-table': '/rules/tables/new',
    people: '/people',
    households: '/households',
    roster: '/roster',
    system: '/system',
    account: '/system?tab=account',
    users: '/system?tab=users',
    tokens: '/system?tab=tokens',
    flows: '/system?tab=flows',
    exchange: '/system/exchange',
    pipeline: '/pipeline',
    'base-map': '/system?tab=map',
    demonstration: '/system?tab=demonstration',
    setup: '/setup',
  }
}
