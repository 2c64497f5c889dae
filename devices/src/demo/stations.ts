import type { StationBody } from '@tocsin/contract'
import { type Datastream, HOUR, type Instant, MINUTE, SECOND } from '@tocsin/core'
import {
  counterGauge,
  FOUR_GAS_CELLS,
  gasDetector,
  type Instrument,
  incrementGauge,
  type Leak,
  rainfall,
  replayedLevel,
  replayedRain,
  type Storms,
  waterLevel,
} from '../instruments/index.ts'
import { GAS_DETECTOR, LEVEL_STATION, type Profile, RAIN_COUNTER, RAIN_GAUGE } from '../profiles.ts'
import { armley, kentucky, mytholmroyd, type Recording, seriesOf } from '../recordings/index.ts'
import type { Moment } from '../replay.ts'

/** A real flood that a station of the demo goes through, and how long after the start its moment comes. */
export interface Flood {
  readonly recording: Recording
  readonly moment: Moment
  readonly aheadMs: number
}

/** A station of the demo. The places are invented. */
export interface DemoStation {
  readonly body: StationBody
  readonly flood?: Flood
  /**
   * Days that it brings along when it is new or was away, minute by minute: as many as the gateway takes from one station at
   * once (20,000 readings).
   */
  readonly backfillDays: number
  /** What it measures. `origin`: when the demo was first started; `shiftMs`: its flood's, else 0. */
  instruments(origin: Instant, shiftMs: number): Instrument[]
}

const LIVE = 15 * SECOND

/** One cloudburst at once, and another every four hours. */
const storms = (origin: Instant, seed: number, peakMmPerHour: number): Storms => ({
  seed,
  origin,
  periodMs: 4 * HOUR,
  lengthMs: 75 * MINUTE,
  peakMmPerHour,
})

/** Three minutes after the start, so that the flood has been seen first. */
const leak = (origin: Instant): Leak => ({
  from: origin + 3 * MINUTE,
  periodMs: 3 * HOUR,
  fillMs: 8 * MINUTE,
  holdMs: 4 * MINUTE,
  airingMs: 4 * MINUTE,
})

const streams = (...profiles: Profile[]): StationBody['datastreams'] =>
  // The same; core's lists are read-only, the contract's are not.
  profiles.flat() as Datastream[] as StationBody['datastreams']

/** A station that goes through the flood of a recording; where that has rain as well, it measures it. */
function replayed(
  place: Pick<StationBody, 'id' | 'name' | 'area' | 'position'>,
  water: 'river' | 'reservoir',
  flood: Flood,
): DemoStation {
  const { recording } = flood
  const hasRain = recording.series.some(({ name }) => name === 'rain')
  return {
    body: {
      ...place,
      datastreams: hasRain ? streams(LEVEL_STATION, RAIN_GAUGE) : streams(LEVEL_STATION),
      tags: ['replay', water],
    },
    backfillDays: hasRain ? 6 : 7,
    flood,
    instruments: (_origin, shiftMs) => [
      replayedLevel(seriesOf(recording, 'level'), shiftMs, LIVE),
      ...(hasRain ? [replayedRain(seriesOf(recording, 'rain'), shiftMs, MINUTE)] : []),
    ],
  }
}

/** The stations of the demo: three real floods, a dam above the village, two gauges and a stream in a cloudburst, and a gas leak. */
export function demoStations(): DemoStation[] {
  return [
    replayed(
      {
        id: 'baihe-bridge',
        name: '白河桥水位站',
        area: 'lushan/xincun',
        position: { longitude: 110.121, latitude: 31.272 },
      },
      'river',
      {
        recording: mytholmroyd(),
        moment: { series: 'level', threshold: 3.9, after: Date.UTC(2015, 11, 26) },
        aheadMs: 75 * SECOND,
      },
    ),
    replayed(
      {
        id: 'qinglong-river',
        name: '青龙河水文站',
        area: 'lushan/dongxiang',
        position: { longitude: 110.206, latitude: 31.241 },
      },
      'river',
      {
        recording: kentucky(),
        moment: { series: 'level', threshold: 5, after: Date.UTC(2014, 1, 5, 3) },
        aheadMs: 150 * SECOND,
      },
    ),
    replayed(
      {
        id: 'shuanghe-dam',
        name: '双河水库坝上水位站',
        area: 'lushan/xincun',
        position: { longitude: 110.108, latitude: 31.293 },
      },
      'reservoir',
      {
        recording: armley(),
        moment: { series: 'level', threshold: 3, after: Date.UTC(2015, 11, 25) },
        aheadMs: 5 * MINUTE,
      },
    ),
    {
      body: {
        id: 'xincun-rain',
        name: '新村雨量站',
        area: 'lushan/xincun',
        position: { longitude: 110.134, latitude: 31.283 },
        datastreams: streams(RAIN_COUNTER),
        tags: ['simulated'],
      },
      backfillDays: 7,
      instruments: (origin) => [
        counterGauge(
          rainfall(storms(origin, 21, 75)),
          { name: 'rainTotal', everyMs: MINUTE, tipMm: 0.2 },
          { modulusMm: 6553.6, startMm: 412.6 },
        ),
      ],
    },
    {
      body: {
        id: 'shangping',
        name: '上坪雨量水位站',
        area: 'lushan/shangping',
        position: { longitude: 110.087, latitude: 31.318 },
        datastreams: streams(RAIN_GAUGE, LEVEL_STATION),
        tags: ['simulated'],
      },
      backfillDays: 6,
      instruments(origin) {
        const fallen = rainfall(storms(origin, 22, 60))
        return [
          incrementGauge(fallen, { name: 'rain', everyMs: MINUTE, tipMm: 0.2 }),
          waterLevel(
            {
              seed: 23,
              name: 'level',
              everyMs: LIVE,
              baseMetres: 1.1,
              metresPerMm: 0.035,
              recessionMs: 90 * MINUTE,
            },
            fallen,
          ),
        ]
      },
    },
    {
      body: {
        id: 'beizhan-pump',
        name: '北站泵房有限空间',
        area: 'lushan/chengguan',
        position: { longitude: 110.152, latitude: 31.259 },
        datastreams: streams(GAS_DETECTOR),
        tags: ['simulated', 'confined-space'],
      },
      backfillDays: 2,
      instruments: (origin) => gasDetector(FOUR_GAS_CELLS, leak(origin), { seed: 31, everyMs: 10 * SECOND }),
    },
  ]
}
