import { Parser } from 'saxen'

/** What a walk over XML calls. Names come without their namespace prefix: some writers say `x:row` for `row`. */
export interface XmlHandlers {
  open?(name: string, attribute: (name: string) => string | undefined): void
  /** All the text directly within the element that closes, up to its last child. */
  close?(name: string, text: string): void
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
    handlers.open?.(local(name), (wanted) => {
      const value = attributes()[wanted]
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
    handlers.close?.(local(name), text)
    text = ''
  })
  parser.on('warn', () => {})
  parser.on('error', (error) => {
    failure = error
  })
  parser.parse(xml)
  if (failure) throw new XmlError(failure.message)
}

function local(name: string): string {
  return name.slice(name.indexOf(':') + 1)
}
