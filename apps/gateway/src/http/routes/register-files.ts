import { DAY } from '@tocsin/core'
import type { FastifyInstance } from 'fastify'
import { atLeast } from '../../access/roles.ts'
import { ProblemAnswer, problemOf, problems } from '../problem.ts'
import type { Registration } from '../register.ts'
import type { Services } from '../services.ts'
import { formatOf, sendSheet } from '../sheet-answer.ts'

const NUMBERS = ['masked', 'full'] as const

/**
 * `GET /api/persons/file`, `/api/households/file` and `/api/roster/file`, `?format=xlsx|csv|csv-gbk`: downloads, so no calls of the contract, which speaks
 * JSON. Numbers are masked; `numbers=full` needs a duty officer, and leaves a line in the audit log for every person in the file.
 */
export function serveRegisterFiles(
  app: FastifyInstance,
  { people, households, roster, site }: Services,
  { audit, callerOf }: Registration,
): void {
  app.get<{ Querystring: { format?: string; numbers?: string } }>(
    '/api/persons/file',
    { config: { role: 'operator' }, schema: { hide: true } },
    async (request, reply) => {
      const format = formatOf(request.query.format)
      const numbers = NUMBERS.find((one) => one === (request.query.numbers ?? 'masked'))
      if (numbers === undefined) {
        const fault = { path: 'numbers', message: 'is neither', expected: NUMBERS.join(' or ') }
        throw new ProblemAnswer(problemOf({ kind: 'invalid', detail: 'No such numbers', faults: [fault] }))
      }
      const caller = callerOf(request)
      if (numbers === 'full' && (caller === undefined || !atLeast(caller.role, 'duty-officer'))) {
        audit.write(caller?.id ?? 'system', 'refused', 'GET /api/persons/file?numbers=full', {
          role: caller?.role,
          needs: 'duty-officer',
        })
        throw new ProblemAnswer(problems.notAllowed('Full numbers need the role duty-officer'))
      }
      const { written, persons } = await people.writeFile(format, numbers)
      if (written.ok && persons.length > 0) {
        audit.writeAll(caller?.id ?? 'system', 'readFullNumber', persons, { file: format })
      }
      return sendSheet(reply, 'persons', format, written)
    },
  )

  app.get<{ Querystring: { format?: string } }>(
    '/api/households/file',
    { config: { role: 'operator' }, schema: { hide: true } },
    async ({ query }, reply) => {
      const format = formatOf(query.format)
      return sendSheet(reply, 'households', format, await households.writeFile(format))
    },
  )

  // From yesterday on, as far as rosters are made.
  app.get<{ Querystring: { format?: string } }>(
    '/api/roster/file',
    { config: { role: 'operator' }, schema: { hide: true } },
    async ({ query }, reply) => {
      const format = formatOf(query.format)
      const { now } = site()
      return sendSheet(reply, 'roster', format, await roster.writeFile(format, now - DAY, now + 366 * DAY))
    },
  )
}
