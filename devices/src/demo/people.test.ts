import { areaBody, householdBody, personBody, planBody } from '@tocsin/contract'
import { describe, expect, it } from 'vitest'
import { DEMO_AREAS, DEMO_HOUSEHOLDS, DEMO_PERSONS, DEMO_PLAN, DEMO_SHIFTS } from './people.ts'
import { demoStations } from './stations.ts'

describe('the people of the demo', () => {
  it('are described as the gateway expects', () => {
    for (const area of DEMO_AREAS) expect(areaBody.parse(area)).toEqual(area)
    for (const { body } of DEMO_PERSONS) expect(personBody.safeParse(body).success).toBe(true)
    for (const household of DEMO_HOUSEHOLDS) expect(householdBody.safeParse(household).success).toBe(true)
    expect(planBody.safeParse(DEMO_PLAN).success).toBe(true)
  })

  it('have numbers that belong to nobody, and names that say what they are', () => {
    for (const { body } of DEMO_PERSONS) {
      expect(body.name).toMatch(/^演示·/)
      for (const { address } of body.channels) {
        // What the regulator keeps for films.
        if (address !== undefined) expect(address).toMatch(/^\+4477009000\d\d$/)
      }
    }
  })

  it('live where the areas and stations say, but for a village that nobody answers for and one without a gauge', () => {
    const villages = DEMO_AREAS.filter(({ kind }) => kind === 'village').map(({ path }) => path)
    const lived = new Set(DEMO_PERSONS.flatMap(({ body }) => body.roles.map(({ area }) => area)))
    expect(villages.filter((path) => !lived.has(path))).toEqual(['lushan/gaoling'])
    const gauged = new Set(demoStations().map(({ body }) => body.area))
    expect(villages.filter((path) => !gauged.has(path))).toEqual(['lushan/shimen', 'lushan/gaoling'])
  })

  it('name one another by keys that are there, deputies before whom they stand in for', () => {
    const keys = DEMO_PERSONS.map(({ key }) => key)
    for (const [index, { deputy }] of DEMO_PERSONS.entries()) {
      if (deputy !== undefined) expect(keys.slice(0, index)).toContain(deputy)
    }
    for (const { helper } of DEMO_HOUSEHOLDS) expect(keys).toContain(helper)
    for (const shift of DEMO_SHIFTS) expect(keys).toEqual(expect.arrayContaining(Object.values(shift)))
  })
})
