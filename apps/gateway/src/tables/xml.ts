import { Parser } from 'saxen'

/** What a walk over XML calls. Names come without their namespace prefix: some writers say `x:row` for `row`. */
export interface XmlHandlers {
  open?(name: string, attribute: (name: string) => string | undefined): void
  /** `text` is what stands directly within the element, behind its last child. `false` ends the walk. */
  close?(name: string, text: string): boolean | undefined
}

/** The XML is not well formed. */
export class XmlError extends Error {
  override name = 'XmlError'
}

/** Walks over a document in order. Entities other than XML's own are left as they stand, so none can expand. Throws an `XmlError`. */
export function walkXml(xml: string, handlers: XmlHandlers): void {
  const parser = new Parser()
  let failure: Error | undefined
  let text = ''
  parser.on('openTag', (name, attributes, decode) => {
    text = ''
    let parsed: Record<string, string> | undefined
    handlers.open?.(local(name), (wanted) => {
      parsed ??= attributes()
      const value = Object.hasOwn(parsed, wanted) ? parsed[wanted] : undefined
      return value === undefined ? undefined : decode(value)
    })
  })
  parser.on('text', (piece, decode) => {
    text += decode(piece)
  })
  parser.on('cdata', (piece) => {
    text += piece
  })
  parser.on('closeTag', (name) => {
    if (handlers.close?.(local(name), text) === false) parser.stop()
    text = ''
  })
  // Attributes that are given twice or have no value: not well formed, and a million of them take minutes.
  parser.on('warn', ({ message }) => {
    throw new XmlError(message)
  })
  parser.on('error', (error) => {
    failure = error
  })
  parser.parse(xml)
  if (failure) throw new XmlError(failure.message)
}

function local(name: string): string {
  return name.slice(name.indexOf(':') + 1)
}
