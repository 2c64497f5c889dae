import { join } from 'node:path'
import type { StationBody, TableView } from '@tocsin/contract'
import { calls } from '@tocsin/contract'
import { DAY, HOUR, type Instant, MINUTE } from '@tocsin/core'
import { openDuckdbHistory } from '@tocsin/gateway/history/duckdb'
import type { OfficeUnderTest } from './office-under-test.ts'

/** A season, and how often the gauge reports. */
export const SEASON_DAYS = 120
const EVERY = 5 * MINUTE
const VILLAGE = 'lushan/baihe/xincun'
/** Every tenth day a storm of three hours; the worst is 20 days ago. */
const STORM_EVERY = 10 * DAY
/** The gauge was silent for two days, 45 days ago. */
const SILENT = { from: 45 * DAY, to: 43 * DAY }

const STATION: StationBody = {
  id: 'upper',
  name: '上河雨量站',
  area: VILLAGE,
  datastreams: [
    { name: 'rain', property: 'rainfall', unit: 'mm', intervalMs: EVERY, form: 'increment' },
    { name: 'level', property: 'water-level', unit: 'm', intervalMs: EVERY, span: [0, 12] },
  ],
}

/** Rain of five minutes: two hours after it began a storm brings most; some bring half as much. */
export function rainAt(at: Instant, now: Instant): number {
  const back = now - at
  const into = STORM_EVERY - (back % STORM_EVERY)
  if (into > 3 * HOUR) return 0
  const storm = Math.floor(back / STORM_EVERY)
  const strength = storm === 1 ? 4.2 : storm % 2 === 0 ? 1.4 : 2.6
  return Math.round(strength * Math.sin((Math.PI * into) / (3 * HOUR)) * 10) / 10
}

/** The river follows two hours later. */
function levelAt(at: Instant, now: Instant): number {
  return Math.round((1 + rainAt(at - 2 * HOUR, now) * 0.8) * 100) / 100
}

/** A village whose rain gauge has a season of history, with a table of its limits and a rule in force that goes by it. Restarts the gateway. */
export async function settleTabledVillage({
  folder,
  gateway,
  office,
}: Pick<OfficeUnderTest, 'folder' | 'gateway' | 'office'>): Promise<TableView> {
  await office.register(STATION)
  await office.register({ ...STATION, id: 'shang', name: '上村雨量站', area: 'lushan/baihe/shangcun' })
  const table = await office.call(calls.createTable, {
    body: {
      name: '雨量预警指标',
      kind: 'accumulation',
      columns: [
        { level: 'orange', window: '1h' },
        { level: 'orange', window: '3h' },
        { level: 'red', window: '1h' },
        { level: 'red', window: '3h' },
      ],
      rows: [
        { subject: { area: 'lushan/baihe' }, name: '白河镇', cells: [25, 50, 40, 80] },
        {
          subject: { area: VILLAGE },
          name: '新村',
          cells: [20, 45, 35, 70],
          source: '2025 年分析评价成果',
        },
      ],
    },
  })
  await office.call(calls.createRule, {
    body: {
      name: '山洪雨量',
      appliesTo: { area: 'lushan', property: 'rainfall' },
      condition: { kind: 'accumulation', table: table.id },
      levels: {},
      response: '转移危险区群众',
    },
  })
  const now = Math.floor(Date.now() / EVERY) * EVERY
  await gateway.stop()
  const history = await openDuckdbHistory({ path: join(folder.path, 'history.duckdb') })
  const rows = []
  for (let at = now - SEASON_DAYS * DAY; at < now; at += EVERY) {
    if (now - at < SILENT.from && now - at > SILENT.to) continue
    const observed = {
      phenomenonTime: at,
      receivedAt: at,
      flag: 'good' as const,
      timeliness: 'new' as const,
      checks: [],
      position: 1,
    }
    rows.push({ datastream: 'upper/rain' as const, value: rainAt(at, now), ...observed })
    rows.push({ datastream: 'upper/level' as const, value: levelAt(at, now), ...observed })
  }
  await history.append(rows)
  await history.stop()
  await gateway.start()
  return table
}
