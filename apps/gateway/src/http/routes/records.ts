import type { StatisticsView } from '@tocsin/contract'
import { DAY } from '@tocsin/core'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { actorOf } from '../../access/caller.ts'
import { atLeast } from '../../access/roles.ts'
import { calloutForm } from '../../record/callout-form.ts'
import type { Document } from '../../record/document.ts'
import { drillReport, drillSheet } from '../../record/drill-report.ts'
import { followUp } from '../../record/follow-up.ts'
import { recordSheet } from '../../record/record-sheet.ts'
import { statisticsSheet } from '../../record/statistics-sheet.ts'
import { Telling } from '../../record/telling.ts'
import { BusyWriting, writeDocx } from '../../record/write-docx.ts'
import { writeCsv } from '../../tables/csv-writer.ts'
import type { Sheet } from '../../tables/sheet.ts'
import { notFound, type Routes } from '../handlers.ts'
import { ProblemAnswer, problemOf, problems } from '../problem.ts'
import type { Registration } from '../register.ts'
import type { Refusal, Services } from '../services.ts'
import { sendSheet } from '../sheet-answer.ts'

/** Longest period of statistics. */
const LONGEST = 400 * DAY

/** Records of events, reports of drills, statistics. */
export function recordRoutes({
  records,
}: Services): Routes<
  'getWarningRecord' | 'getCalloutRecord' | 'getDrillReport' | 'startDrill' | 'getStatistics'
> {
  return {
    async getWarningRecord({ params }) {
      const record = await records.ofWarning(params.id)
      return record ? { status: 200, body: record } : notFound(`No warning ${params.id}`)
    },
    async getCalloutRecord({ params }) {
      const record = await records.ofCallout(params.id)
      return record ? { status: 200, body: record } : notFound(`No call-out ${params.id}`)
    },
    async getDrillReport({ params }) {
      const drill = await records.drill(params.id)
      return drill ? { status: 200, body: drill } : notFound(`No exercise ${params.id}`)
    },
    startDrill({ body, caller }) {
      const begun = records.startDrill(body, actorOf(caller))
      if (!begun.ok) return begun
      const { id } = begun.callout
      const detail = { backtest: body.backtest, channels: body.channels, area: begun.area }
      return { status: 201, body: begun.callout, audit: { subject: id, detail } }
    },
    async getStatistics({ query }) {
      const refusal = tooLong(query)
      if (refusal !== undefined) return { refusal }
      return { status: 200, body: await records.statistics(query.from, query.to) }
    },
  }
}

interface FileQuery {
  language?: string
  kind?: string
  numbers?: string
  from?: string
  to?: string
}
type FileRequest = FastifyRequest<{ Params: { id: string }; Querystring: FileQuery }>

/**
 * Records, reports and statistics as files: downloads, so no calls of the contract, which speaks JSON. `language=zh|en`, for a record's .docx
 * `kind=callout|follow-up`. Numbers are masked; `numbers=full` needs a duty officer, and leaves a line in the audit log for every person in it.
 */
export function serveRecordFiles(
  app: FastifyInstance,
  { records }: Services,
  { audit, callerOf }: Registration,
): void {
  const settings = { config: { role: 'operator' as const }, schema: { hide: true } }
  const of = { warnings: records.ofWarning, callouts: records.ofCallout }

  for (const [path, find] of Object.entries(of)) {
    const found = async (request: FileRequest) => {
      const record = await find(request.params.id)
      if (record === undefined)
        throw new ProblemAnswer(problems.notFound(`Nothing under ${request.params.id}`))
      return { record, telling: new Telling(record, languageOf(request), numbersIn(request, record)) }
    }
    app.get(`/api/${path}/:id/record.csv`, settings, async (request, reply) => {
      const { record, telling } = await found(request as FileRequest)
      return sendCsv(reply, `record-${record.id}`, recordSheet(record, telling))
    })
    app.get(`/api/${path}/:id/record.docx`, settings, async (request, reply) => {
      const kind = oneOf(
        ['callout', 'follow-up'] as const,
        (request as FileRequest).query.kind ?? 'callout',
        'kind',
      )
      const { record, telling } = await found(request as FileRequest)
      const write = kind === 'callout' ? calloutForm : followUp
      return sendDocx(reply, `${kind}-${record.id}`, write(record, telling, nameOf(request)))
    })
  }

  const drillOf = async (request: FileRequest) => {
    const drill = await records.drill(request.params.id)
    if (drill === undefined) throw new ProblemAnswer(problems.notFound(`No exercise ${request.params.id}`))
    return { drill, telling: new Telling(drill, languageOf(request)) }
  }
  app.get('/api/callouts/:id/drill.csv', settings, async (request, reply) => {
    const { drill, telling } = await drillOf(request as FileRequest)
    return sendCsv(reply, `drill-${drill.id}`, drillSheet(drill, telling))
  })
  app.get('/api/callouts/:id/drill.docx', settings, async (request, reply) => {
    const { drill, telling } = await drillOf(request as FileRequest)
    return sendDocx(reply, `drill-${drill.id}`, drillReport(drill, telling, nameOf(request)))
  })

  app.get('/api/statistics.csv', settings, async (request, reply) => {
    const { query } = request as FileRequest
    const period = { from: Number(query.from), to: Number(query.to) }
    const refusal = tooLong(period)
    if (refusal !== undefined) throw new ProblemAnswer(problemOf(refusal))
    const view: StatisticsView = await records.statistics(period.from, period.to)
    const telling = new Telling({ ...view, knows: {} }, languageOf(request as FileRequest))
    return sendCsv(reply, 'statistics', statisticsSheet(view, telling))
  })

  function nameOf(request: FastifyRequest): string {
    const caller = callerOf(request)
    return caller === undefined ? '' : actorOf(caller).name
  }

  /** Undefined: masked. Every full number that is read is logged, before it is. */
  function numbersIn(
    request: FileRequest,
    record: Parameters<typeof records.fullContacts>[0],
  ): Readonly<Record<string, string>> | undefined {
    const numbers = oneOf(['masked', 'full'] as const, request.query.numbers ?? 'masked', 'numbers')
    if (numbers === 'masked') return undefined
    const caller = callerOf(request)
    if (caller === undefined || !atLeast(caller.role, 'duty-officer')) {
      audit.write(caller?.id ?? 'system', 'refused', `GET ${request.routeOptions.url}?numbers=full`, {
        role: caller?.role,
        needs: 'duty-officer',
      })
      throw new ProblemAnswer(problems.notAllowed('Full numbers need the role duty-officer'))
    }
    const { contacts, persons } = records.fullContacts(record)
    if (persons.length > 0) audit.writeAll(caller.id, 'readFullNumber', persons, { record: record.id })
    return contacts
  }
}

function languageOf({ query }: FileRequest): 'zh' | 'en' {
  return oneOf(['zh', 'en'] as const, query.language ?? 'zh', 'language')
}

function oneOf<const T extends string>(allowed: readonly T[], text: string, path: string): T {
  const found = allowed.find((one) => one === text)
  if (found !== undefined) return found
  const faults = [{ path, message: `"${text.slice(0, 40)}" is not known`, expected: allowed.join(' or ') }]
  throw new ProblemAnswer(problemOf({ kind: 'invalid', detail: `No such ${path}`, faults }))
}

function tooLong({ from, to }: { from: number; to: number }): Refusal | undefined {
  if (Number.isSafeInteger(from) && Number.isSafeInteger(to) && to > from && to - from <= LONGEST)
    return undefined
  const faults = [
    {
      path: 'to',
      message: 'makes no such period',
      expected: 'from before to, at most 400 days, in epoch milliseconds',
    },
  ]
  return { kind: 'invalid', detail: 'No statistics of this period', faults }
}

function sendCsv(reply: FastifyReply, name: string, sheet: Sheet): FastifyReply {
  return sendSheet(reply, safeName(name), 'csv', writeCsv(sheet, 'utf-8'))
}

async function sendDocx(reply: FastifyReply, name: string, document: Document): Promise<FastifyReply> {
  try {
    const bytes = await writeDocx(document)
    return reply
      .type('application/vnd.openxmlformats-officedocument.wordprocessingml.document')
      .header('content-disposition', `attachment; filename="${safeName(name)}.docx"`)
      .send(Buffer.from(bytes))
  } catch (error) {
    if (!(error instanceof BusyWriting)) throw error
    throw new ProblemAnswer(
      problemOf({ kind: 'busy', detail: 'Two documents are being written already; try again' }),
    )
  }
}

/** Ids stand in file names: nothing but what every system takes. */
function safeName(name: string): string {
  return name.replace(/[^\w.-]+/g, '_').slice(0, 100)
}
