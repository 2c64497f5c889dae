import { parseScenario, runScenario, type ScenarioFault, type ScenarioOutcome } from '@tocsin/core'
import { parseDocument } from 'yaml'
import { contractShapes } from './shapes.ts'

/** A scenario that was played, or what in it cannot be. */
export type ScenarioAnswer = { readonly ok: true; readonly outcome: ScenarioOutcome } | Unplayable

interface Unplayable {
  readonly ok: false
  readonly faults: readonly ScenarioFault[]
}

/** Aliases in YAML may stand for more than they are long; so often at most. */
const MOST_ALIASES = 100

/** Plays the text of a scenario file. */
export function playText(text: string): ScenarioAnswer {
  const read = readText(text)
  return read.ok ? playData(read.data) : read
}

/** Plays a scenario given as data. */
export function playData(data: unknown): ScenarioAnswer {
  const read = parseScenario(data, contractShapes)
  return read.ok ? { ok: true, outcome: runScenario(read.scenario) } : read
}

/** The data of a scenario file: YAML, of which JSON is a part. */
export function readText(text: string): { readonly ok: true; readonly data: unknown } | Unplayable {
  const document = parseDocument(text, {
    // `<<: *earlier` saves writing a rule twice to change one of its values.
    merge: true,
    // `0x5` is a series of six zeros here, and no hexadecimal five.
    customTags: (tags) =>
      tags.filter((tag) => typeof tag === 'string' || !('format' in tag && isBased(tag.format))),
  })
  const faults = document.errors.map(({ linePos, message }) => ({
    path: linePos === undefined ? '' : `line ${linePos[0].line}`,
    message: message.split('\n')[0]?.replace(/ at line \d+, column \d+:?$/, '') ?? message,
    expected: 'YAML or JSON',
  }))
  if (faults.length > 0) return { ok: false, faults }
  try {
    return { ok: true, data: document.toJS({ maxAliasCount: MOST_ALIASES }) }
  } catch (error) {
    if (!(error instanceof ReferenceError)) throw error
    return {
      ok: false,
      faults: [{ path: '', message: error.message, expected: `at most ${MOST_ALIASES} aliases` }],
    }
  }
}

function isBased(format: string | undefined): boolean {
  return format === 'HEX' || format === 'OCT'
}
