import type { Instant } from '../model/index.ts'
import type { ElementValue } from './codec.ts'
import type { Explained } from './json-codec.ts'
import { cited, say } from './reasons.ts'
import { kindOf, type Rejections } from './rejections.ts'

/** How deep objects may lie in one another, and how many values one document may have. */
const MOST_DEPTH = 8
const MOST_VALUES = 1000

export interface JsonValuesOptions {
  readonly station: string
  readonly time: Instant | undefined
  readonly port?: number | undefined
  readonly clause: string
  /** Where the object stands in the document. */
  readonly path: string
  /** Text is no number but no fault either: it is shown and not read. */
  readonly allowsText: boolean
}

/**
 * The numbers in an object, each named by its path: `{"soil":{"t":[3,4]}}` gives `soil.t.0` and `soil.t.1`. Truth is 1 and falsehood 0; null is a
 * value that is not there.
 */
export function numbersIn(
  object: Readonly<Record<string, unknown>>,
  options: JsonValuesOptions,
  rejections: Rejections,
  explained: Explained[],
): ElementValue[] {
  const values: ElementValue[] = []
  const { station, time, port, clause, path } = options
  const visit = (value: unknown, element: string, depth: number): void => {
    if (values.length >= MOST_VALUES) return
    const reading = { station, element, time, ...(port === undefined ? {} : { port }) }
    if (typeof value === 'object' && value !== null) {
      if (depth >= MOST_DEPTH) {
        rejections.add(`${path}.${element}`, say('too-deep', { most: MOST_DEPTH }), '', clause)
        return
      }
      for (const [key, inner] of Object.entries(value)) visit(inner, `${element}.${key}`, depth + 1)
      return
    }
    explained.push({ path: `${path}.${element}`, zh: '数值', en: 'value', value, clause })
    if (typeof value === 'number' && Number.isFinite(value)) values.push({ ...reading, value })
    else if (typeof value === 'boolean') values.push({ ...reading, value: value ? 1 : 0 })
    else if (value === null) values.push({ ...reading, value: undefined, reason: say('null', {}, clause) })
    else if (typeof value !== 'string' || !options.allowsText) {
      const kind = typeof value === 'number' ? 'too large to be a number' : kindOf(value)
      const reason = say('kind-number', { kind })
      rejections.add(`${path}.${element}`, reason, String(value), clause)
      values.push({ ...reading, value: undefined, reason: cited(reason, clause) })
    }
  }
  for (const [key, value] of Object.entries(object)) visit(value, key, 0)
  if (values.length >= MOST_VALUES)
    rejections.add(path, say('values-many', { most: MOST_VALUES }), '', clause)
  return values
}
