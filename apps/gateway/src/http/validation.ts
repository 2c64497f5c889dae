import type { Problem } from '@tocsin/contract'
import type { z } from 'zod'

type Issue = z.core.$ZodIssue
type Fault = NonNullable<Problem['errors']>[number]

/** A request that does not have the shape its schema asks for. */
export class InvalidRequest extends Error {
  readonly issues: readonly Issue[]
  constructor(issues: readonly Issue[]) {
    super('The request does not have the expected shape')
    this.issues = issues
  }
}

/** Checks a part of a request by its schema; what comes out is what the schema made of it. */
export function validate(schema: z.ZodType, data: unknown): { value: unknown } | { error: Error } {
  try {
    const result = schema.safeParse(data, { error: knownNames })
    return result.success ? { value: result.data } : { error: new InvalidRequest(result.error.issues) }
  } catch (error) {
    // Zod measures by `length` what should be a text before it says that it is none; `{"length":{"valueOf":null}}` cannot be compared.
    if (error instanceof TypeError) return { error: new InvalidRequest([INCOMPARABLE]) }
    throw error
  }
}

const INCOMPARABLE: Issue = {
  code: 'custom',
  path: [],
  message: 'holds an object where a text or a list belongs, with a length that is no number',
  input: undefined,
}

/** Whose values stand in a table, or else in the levels. */
const MAY_USE_TABLE: readonly unknown[] = ['threshold', 'accumulation']

/** Of a name that is not known the ones that are; only while it is parsed does an issue lead to its schema. */
function knownNames(issue: z.core.$ZodRawIssue): string | undefined {
  if (issue.code !== 'unrecognized_keys') return undefined
  const { kind } = issue.input as { kind?: unknown }
  if ((issue['keys'] as string[]).includes('table') && MAY_USE_TABLE.includes(kind)) {
    return 'expected the values either in the table or in the levels, not in both'
  }
  const { shape, keyType } = (issue.inst?._zod.def ?? {}) as { shape?: object; keyType?: z.core.$ZodType }
  const names = shape === undefined ? [...(keyType?._zod.values ?? [])] : Object.keys(shape)
  return names.length === 0 ? undefined : `expected one of ${names.join(', ')}`
}

/** What is wrong, where, and what was expected, for a person; `part` is body, querystring or params. */
export function faultsOf(issues: readonly Issue[], prefix: readonly PropertyKey[] = []): Fault[] {
  return issues.flatMap((issue): Fault[] => {
    const path = [...prefix, ...issue.path]
    if (issue.code === 'invalid_union') {
      const branch = nearest(issue.errors)
      if (branch !== undefined) return faultsOf(withAllValues(branch, issue.errors), path)
    }
    if (issue.code === 'unrecognized_keys') {
      return issue.keys.map((key) => ({
        path: pathText([...path, key]),
        message: 'is not known here',
        expected: inWords(issue) ?? 'nothing by this name',
      }))
    }
    const expected = expectedBy(issue)
    return [{ path: pathText(path), message: issue.message, ...(expected === undefined ? {} : { expected }) }]
  })
}

/**
 * Of a union's branches the one that was meant: where `condition.kind` fits, or else the one with the least wrong. Three lists of
 * faults for three kinds of rules would tell nobody anything.
 */
function nearest(branches: readonly (readonly Issue[])[]): readonly Issue[] | undefined {
  const weight = (branch: readonly Issue[]) =>
    branch.reduce((sum, { path }) => sum + (path.at(-1) === 'kind' ? 100 : 1), 0)
  return branches.toSorted((a, b) => weight(a) - weight(b))[0]
}

/**
 * The branch's issues, with what any like it would have taken where it takes only certain values. Of a kind that nobody knows nothing else is
 * said: the rest was compared with one that was not meant.
 */
function withAllValues(branch: readonly Issue[], branches: readonly (readonly Issue[])[]): readonly Issue[] {
  const kind = branch.filter(isAboutKind)
  const alike = branches.filter((one) => one.some(isAboutKind) === kind.length > 0).flat()
  return (kind.length > 0 ? kind : branch).map((issue): Issue => {
    if (issue.code !== 'invalid_value') return issue
    const at = pathText(issue.path)
    const values = alike.flatMap((one) =>
      one.code === 'invalid_value' && pathText(one.path) === at ? one.values : [],
    )
    const all = [...new Set(values)]
    return {
      ...issue,
      values: all,
      message: `Invalid option: expected one of ${all.map((value) => JSON.stringify(value)).join('|')}`,
    }
  })
}

function isAboutKind({ code, path }: Issue): boolean {
  return code === 'invalid_value' && path.at(-1) === 'kind'
}

/** The schemas of the contract say in their own words what they expect. */
function inWords({ message }: Issue): string | undefined {
  return message.startsWith('expected ') ? message.slice('expected '.length) : undefined
}

function expectedBy(issue: Issue): string | undefined {
  switch (issue.code) {
    case 'invalid_type':
      return inWords(issue) ?? issue.expected
    case 'invalid_key':
      return issue.issues.map(expectedBy).find((text) => text !== undefined)
    case 'invalid_value':
      return `one of ${issue.values.map((value) => JSON.stringify(value)).join(', ')}`
    case 'too_small':
      return `${issue.origin} of ${issue.inclusive === false ? 'more than' : 'at least'} ${issue.minimum}`
    case 'too_big':
      return `${issue.origin} of ${issue.inclusive === false ? 'less than' : 'at most'} ${issue.maximum}`
    case 'invalid_format':
      return inWords(issue) ?? issue.format
    default:
      return undefined
  }
}

/** `levels.red.raiseAt`, `datastreams[0].unit`: as a person would write it. */
function pathText(path: readonly PropertyKey[]): string {
  return path.reduce<string>(
    (text, key) =>
      typeof key === 'number' ? `${text}[${key}]` : text === '' ? String(key) : `${text}.${String(key)}`,
    '',
  )
}
