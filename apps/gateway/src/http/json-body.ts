import type { FastifyInstance } from 'fastify'
import { ProblemAnswer, problems } from './problem.ts'

type Step = { readonly keys: Set<string>; key: string } | { index: number }

/** Reads bodies as JSON; a key that stands twice is refused, since one of its values would be lost unseen. */
export function readJsonBodies(app: FastifyInstance): void {
  const standard = app.getDefaultJsonParser('error', 'error')
  app.removeContentTypeParser(['application/json', 'text/plain'])
  app.addContentTypeParser<string>('application/json', { parseAs: 'string' }, (request, body, done) => {
    standard(request, body, (error, value) => {
      const path = error ? undefined : repeatedKey(body)
      if (path === undefined) done(error, value)
      else {
        const fault = { path, message: 'stands twice', expected: 'each name once' }
        done(new ProblemAnswer(problems.validation([fault])))
      }
    })
  })
  // Some clients say that they send JSON even where they send nothing.
  app.addHook('onRequest', async ({ method, raw }) => {
    const { 'content-length': length = '0', 'transfer-encoding': encoding } = raw.headers
    if (method === 'DELETE' && length === '0' && encoding === undefined) delete raw.headers['content-type']
  })
}

/** Where in valid JSON a key stands for the second time: `levels.red`. */
export function repeatedKey(text: string): string | undefined {
  const open: Step[] = []
  let isKey = false
  for (let at = 0; at < text.length; at++) {
    const top = open.at(-1)
    switch (text[at]) {
      case '{':
        open.push({ keys: new Set(), key: '' })
        isKey = true
        break
      case '[':
        open.push({ index: 0 })
        isKey = false
        break
      case '}':
      case ']':
        open.pop()
        isKey = false
        break
      case ',':
        if (top !== undefined && 'index' in top) top.index++
        else isKey = true
        break
      case '"': {
        const end = endOfString(text, at)
        if (isKey && top !== undefined && 'keys' in top) {
          // The same name may be written in several ways: \u0061 is a.
          top.key = JSON.parse(text.slice(at, end + 1))
          if (top.keys.has(top.key)) return open.map(stepText).join('').replace(/^\./, '')
          top.keys.add(top.key)
          isKey = false
        }
        at = end
        break
      }
    }
  }
  return undefined
}

function stepText(step: Step): string {
  return 'index' in step ? `[${step.index}]` : `.${step.key}`
}

function endOfString(text: string, start: number): number {
  let at = start + 1
  while (at < text.length && text[at] !== '"') at += text[at] === '\\' ? 2 : 1
  return at
}
