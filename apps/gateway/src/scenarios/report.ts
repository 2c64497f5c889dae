import { eventLine, formatFacts } from '@tocsin/core'
import type { ScenarioAnswer } from './play.ts'

/** What is printed of a scenario: one line, and below it what differs; with `verbose` everything that happened. */
export function reportLines(file: string, answer: ScenarioAnswer, verbose: boolean): string[] {
  if (!answer.ok) {
    return [
      `FAILED  ${file}`,
      ...answer.faults.map(
        ({ path, message, expected }) =>
          `          ${path === '' ? '' : `${path}: `}${message}; expected ${expected}`,
      ),
    ]
  }
  const { name, passed, differences, events, missedPeaks } = answer.outcome
  return [
    `${passed ? 'passed' : 'FAILED'}  ${file}: ${name}`,
    ...differences.flatMap(({ where, at, expected, got }) => [
      `          ${where}${at === undefined ? '' : ` at ${at}`}`,
      `            expected ${expected}`,
      `            got      ${got}`,
    ]),
    ...(verbose ? events.map((event) => `          ${eventLine(event)}`) : []),
    ...(verbose ? missedPeaks.map((missed) => `          missed peak: ${formatFacts(missed)}`) : []),
  ]
}
