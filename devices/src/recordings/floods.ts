import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { MINUTE } from '@tocsin/core'
import { readEaStage } from './ea-csv.ts'
import type { Recording } from './recording.ts'
import { readRdb } from './usgs-rdb.ts'

const FOLDER = join(import.meta.dirname, '..', '..', 'recordings')
const text = (file: string): string => readFileSync(join(FOLDER, file), 'utf8')

const METRES_PER_FOOT = 0.3048
const MM_PER_INCH = 25.4
const CUBIC_METRES_PER_CUBIC_FOOT = 0.0283168
const EA_ATTRIBUTION =
  'Contains public sector information licensed under the Open Government Licence v3.0. © Environment Agency'

/** A large river with its rain: Kentucky River at Frankfort, January to March 2014. Peak 8.17 m on 6 February. */
export function kentucky(): Recording {
  const file = 'usgs_03287500_kentucky_river_2014_uv.txt'
  return {
    id: 'kentucky-2014',
    title: 'Kentucky River at Lock 4, Frankfort KY',
    river: 'Kentucky River',
    attribution:
      'U.S. Geological Survey, National Water Information System, site 03287500 (provisional data)',
    series: readRdb(
      file,
      text(file),
      [
        { column: '07_00065', name: 'level', property: 'water-level', unit: 'm', factor: METRES_PER_FOOT },
        {
          column: '22_00045',
          name: 'rain',
          property: 'rainfall',
          unit: 'mm',
          factor: MM_PER_INCH,
          tipMm: 0.01 * MM_PER_INCH,
        },
        {
          column: '02_00060',
          name: 'flow',
          property: 'flow',
          unit: 'm³/s',
          factor: CUBIC_METRES_PER_CUBIC_FOOT,
        },
        { column: '01_00010', name: 'water', property: 'temperature', unit: '°C', factor: 1 },
      ],
      15 * MINUTE,
    ),
  }
}

/** A flash-type river: the Calder at Mytholmroyd, December 2015. Peak 5.735 m on Boxing Day. */
export function mytholmroyd(): Recording {
  const file = 'ea_mytholmroyd_stage_2015-12.csv'
  return {
    id: 'mytholmroyd-2015',
    title: 'Mytholmroyd F1204',
    river: 'River Calder',
    attribution: EA_ATTRIBUTION,
    series: [readEaStage(file, text(file))],
  }
}

/** A larger river in the same storm: the Aire at Armley, Leeds. Peak 5.217 m on 27 December 2015. */
export function armley(): Recording {
  const file = 'ea_armley_stage_2015-12.csv'
  return {
    id: 'armley-2015',
    title: 'Armley F1707',
    river: 'River Aire',
    attribution: EA_ATTRIBUTION,
    series: [readEaStage(file, text(file))],
  }
}
