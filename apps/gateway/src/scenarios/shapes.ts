import { ruleBody, stationBody, tableBody } from '@tocsin/contract'
import type { ShapeChecks } from '@tocsin/core'
import type { z } from 'zod'
import { faultsOf } from '../http/validation.ts'

/** Rules, stations and tables in a scenario are written as over HTTP, and held to the same schemas. */
export const contractShapes: ShapeChecks = {
  station: (data) => check(stationBody, data),
  rule: (data) => check(ruleBody, data),
  table: (data) => check(tableBody, data),
}

function check(schema: z.ZodType, data: unknown): ReturnType<ShapeChecks['rule']> {
  const result = schema.safeParse(data)
  if (result.success) return []
  return faultsOf(result.error.issues).map(({ expected, ...fault }) => ({
    ...fault,
    expected: expected ?? 'as the contract says',
  }))
}
