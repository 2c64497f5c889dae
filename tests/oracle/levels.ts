import { LEVELS, type Level, type Schedule } from '@tocsin/core'
import fc from 'fast-check'

export const levelNames = fc.subarray([...LEVELS], { minLength: 1 })
const wait = fc.constantFrom(undefined, undefined, undefined, '0s', '1m', '90s', '2m', '3m', '5m')
export const holding = fc.record({ for: wait, clearFor: wait }).map(withoutUndefined)
export const consecutive = fc.constantFrom({}, {}, {}, { consecutive: 2 }, { consecutive: 3 })
const hour = fc.constantFrom('00:00', '00:20', '00:40', '01:00', '23:40', '23:50')
export const schedule: fc.Arbitrary<{ schedule?: Schedule }> = fc.oneof(
  { weight: 6, arbitrary: fc.constant({}) },
  {
    weight: 1,
    arbitrary: fc.uniqueArray(hour, { minLength: 2, maxLength: 2 }).map(([from = '', to = '']) => ({
      schedule: { zone: 'Asia/Shanghai', hours: [{ from, to }] },
    })),
  },
  {
    weight: 1,
    arbitrary: fc.constantFrom(
      { schedule: { zone: 'Asia/Shanghai', seasons: [{ from: '07-01', to: '09-30' }] } },
      { schedule: { zone: 'Asia/Shanghai', seasons: [{ from: '11-15', to: '06-30' }] } },
      { schedule: { zone: 'Asia/Shanghai', hours: [{ from: '22:00', to: '00:30', days: [1] }] } },
      { schedule: { zone: 'Asia/Shanghai', hours: [{ from: '00:10', to: '01:30', days: [2, 3] }] } },
    ),
  },
)

export function withoutUndefined<T extends object>(record: T): Partial<T> {
  return Object.fromEntries(Object.entries(record).filter(([, value]) => value !== undefined)) as Partial<T>
}

/** Distinct numbers of a small range, rising with the gravity of the levels. */
export function ladder<T>(
  range: fc.Arbitrary<number>,
  part: (raiseAt: number) => fc.Arbitrary<T>,
): fc.Arbitrary<Partial<Record<Level, T>>> {
  return levelNames.chain((names) =>
    fc
      .uniqueArray(range, { minLength: names.length, maxLength: names.length })
      .chain((numbers) => {
        const rising = [...numbers].sort((a, b) => b - a)
        return fc.tuple(...rising.map(part))
      })
      .map((parts) => Object.fromEntries(names.map((name, index) => [name, parts[index]]))),
  ) as fc.Arbitrary<Partial<Record<Level, T>>>
}

export const limit = fc.integer({ min: 2, max: 9 })
const margin = fc.constantFrom(undefined, undefined, 0.5, 1, 3)

export function above(raiseAt: number) {
  return fc.record({ holding, consecutive, margin }).map(({ margin: by, ...rest }) => ({
    raiseAt,
    ...(by === undefined ? {} : { clearBelow: raiseAt - by }),
    ...rest.holding,
    ...rest.consecutive,
  }))
}

/** Values are mirrored: what rises with the gravity above falls with it below. */
export function below(mirrored: number) {
  return above(12 - mirrored).map(({ raiseAt, clearBelow, ...rest }) => ({
    raiseAt,
    ...(clearBelow === undefined ? {} : { clearAbove: 2 * raiseAt - clearBelow }),
    ...rest,
  }))
}

export const outside = (distance: number) =>
  fc.record({ holding, consecutive, margin }).map(({ margin: by, ...rest }) => {
    const [low, high] = [6 - distance / 2, 6 + distance / 2]
    return {
      raiseOutside: [low, high] as const,
      ...(by === undefined ? {} : { clearInside: [low + by / 4, high - by / 4] as const }),
      ...rest.holding,
      ...rest.consecutive,
    }
  })

const windows = fc.subarray(['2m', '5m', '10m', '30m', '1h'], { minLength: 1, maxLength: 3 })
export const rain = (amount: number) =>
  fc.record({ holding, windows, clear: fc.constantFrom(undefined, undefined, 0.5, 0.9, 0.95) }).map((one) => {
    const sums = (factor: number) =>
      Object.fromEntries(one.windows.map((window, index) => [window, amount * (index + 1) * factor]))
    return {
      anyOf: sums(1),
      ...(one.clear === undefined ? {} : { clearBelow: sums(one.clear) }),
      ...one.holding,
    }
  })

/** Levels without `consecutive`, which is a threshold's alone. */
export function plain<T extends object>(part: (raiseAt: number) => fc.Arbitrary<T>) {
  return (raiseAt: number) =>
    part(raiseAt).map((level) => {
      const { consecutive: _, ...rest } = level as T & { consecutive?: number }
      return rest
    })
}

export function mapLevels<T>(
  levels: Partial<Record<Level, T>>,
  to: (level: T) => T,
): Partial<Record<Level, T>> {
  return Object.fromEntries(Object.entries(levels).map(([name, level]) => [name, to(level)]))
}
