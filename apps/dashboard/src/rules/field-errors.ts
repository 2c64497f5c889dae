import { ProblemError } from '@tocsin/contract'

/** What is wrong, by the path of the field. `datastreams[0].name` and `datastreams.0.name` are the same place. */
export type FieldErrors = Readonly<Record<string, string>>

export function normalPath(path: string): string {
  return path
    .replace(/\[(\d+)\]/g, '.$1')
    .replace(/^(body)?[./]/, '')
    .replaceAll('/', '.')
}

/** Takes a refused body apart: each error at its field. Empty when the refusal was about something else. */
export function fieldErrors(error: unknown): FieldErrors {
  if (!(error instanceof ProblemError)) return {}
  return Object.fromEntries(
    (error.problem.errors ?? []).map(({ path, message, expected }) => [
      normalPath(path),
      expected === undefined || message.includes(expected) ? message : `${message}: ${expected}`,
    ]),
  )
}

/** Errors that no field of the form shows, so that none is swallowed, each by what its path is called. */
export function unplaced(
  errors: FieldErrors,
  fields: readonly string[],
  called: (path: string) => string = (path) => path,
): string[] {
  return Object.entries(errors)
    .filter(([path]) => !fields.includes(path))
    .map(([path, message]) => {
      // Some paths have no name of their own, such as that of all levels together.
      const name = path === '' ? '' : called(path)
      return name === '' ? message : `${name}: ${message}`
    })
}
