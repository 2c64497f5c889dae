import { describe, expect, it } from 'vitest'
import { Ground } from './ground.ts'
import { page } from './page.ts'
import { NUMBERED, SECTIONS } from './sections.ts'
import type { Tests } from './statement.ts'

/** A test of each title, on a broker of its own. */
function tests(clause: string, policy: string, given: Tests | undefined, start: () => Promise<Ground>): void {
  for (const [title, test] of Object.entries(given ?? {})) {
    it(`[MQTT-${clause}] ${policy}: ${title}`, async () => {
      const ground = await start()
      try {
        await test(ground)
      } finally {
        await ground.ends()
      }
    })
  }
}

for (const { title, statements } of SECTIONS) {
  describe(title, () => {
    for (const { clause, open, station } of statements) {
      tests(clause, 'the broker', open, () => Ground.open())
      tests(clause, 'the gateway', station, () => Ground.station())
    }
  })
}

describe('the table', () => {
  const statements = SECTIONS.flatMap((section) => section.statements)

  it('has every numbered statement of the standard, each once', () => {
    const counted: Record<string, number> = {}
    for (const { clause } of statements) {
      const section = clause.slice(0, clause.lastIndexOf('-'))
      counted[section] = (counted[section] ?? 0) + 1
    }
    expect(counted).toEqual(NUMBERED)
    expect(new Set(statements.map(({ clause }) => clause)).size).toBe(statements.length)
  })

  it('has a test of every statement that is the server’s to keep, and of every deviation', () => {
    const unshown = statements.filter(
      ({ open, station, notApplicable }) =>
        notApplicable === undefined && open === undefined && station === undefined,
    )
    expect(unshown.map(({ clause }) => clause)).toEqual([])
  })

  it('is what docs/conformance.md says; `vitest run --project conformance -u` writes it anew', async () => {
    await expect(page(SECTIONS)).toMatchFileSnapshot('../../docs/conformance.md')
  })
})
