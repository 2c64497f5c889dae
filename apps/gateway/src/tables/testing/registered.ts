import { areaContains, type Datastream, type Station } from '@tocsin/core'
import type { TableContext } from '../table-file.ts'

const rain: Datastream = { name: 'rain', property: 'rainfall', unit: 'mm', intervalMs: 300_000 }
const level: Datastream = { name: 'level', property: 'water-level', unit: 'm', intervalMs: 300_000 }

function station(id: string, name: string, area: string, datastreams: Datastream[] = [rain]): Station {
  return { id, name, area, datastreams }
}

/** The stations that the fixtures are about, and some that share a name. */
export const STATIONS: readonly Station[] = [
  station('tuojiang', '沱江站', 'jianghua/tuojiang'),
  station('dalupu', '大路铺站', 'jianghua/dalupu'),
  station('helukou', '河路口站', 'jianghua/helukou'),
  station('shuanghe', '双河站', 'lushan/shuanghe'),
  station('shangping', '上坪站', 'lushan/shangping'),
  station('east-1', '东门', 'lushan/east'),
  station('east-2', '东门', 'lushan/east'),
  station('hydro', '江华水文站', 'jianghua/tuojiang', [{ ...level, datum: '1985国家高程' }, rain]),
  station('mashi', '码市水位站', 'jianghua/mashi', [{ ...level, datum: '1985国家高程' }]),
  station('wusong', '吴淞口', 'sea', [{ ...level, datum: '吴淞' }]),
]

/** A registry of given stations; an area is called like the last step of its path. */
export function registered(stations: readonly Station[] = STATIONS): TableContext {
  const areas = new Set(
    stations.flatMap(({ area }) =>
      area.split('/').map((_, index, steps) => steps.slice(0, index + 1).join('/')),
    ),
  )
  return {
    station: (id) => stations.find((one) => one.id === id),
    stationsNamed: (name) => stations.filter((one) => one.name === name),
    isArea: (path) => areas.has(path),
    stationsIn: (path) => stations.filter(({ area }) => areaContains(path, area)),
    areasNamed: (name) => [...areas].filter((path) => path.split('/').at(-1) === name),
  }
}
