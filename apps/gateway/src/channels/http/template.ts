/** How a value is written where it is put in. */
export type Escape = 'json' | 'form' | 'xml' | 'header' | 'text'

const XML: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&apos;' }
/** What XML 1.0 cannot hold at all. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
const NOT_XML = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g

/** A half of a character, which no encoding has, becomes U+FFFD. */
const wellFormed = (value: string) => Buffer.from(value, 'utf8').toString('utf8')

const escapes: Record<Escape, (value: string) => string> = {
  // The template has the quotation marks: {"to":"{{number}}"}.
  json: (value) => JSON.stringify(value).slice(1, -1),
  form: (value) => encodeURIComponent(wellFormed(value)),
  xml: (value) => value.replace(NOT_XML, '').replace(/[&<>"']/g, (character) => XML[character] as string),
  // A line break in a header would be a header of its own; what is not ASCII cannot stand there at all.
  header: (value) => wellFormed(value).replace(/[^\x20-\x7e]+/g, (run) => encodeURIComponent(run)),
  text: (value) => value,
}

const VARIABLE = /\{\{\s*([\w.]+)\s*\}\}/g

/**
 * Fills `{{name}}` in, escaped for where it stands. Throws on a name that has no value: half a message must not go out.
 */
export function fill(template: string, values: Readonly<Record<string, string>>, how: Escape): string {
  return template.replace(VARIABLE, (_, name: string) => {
    const value = Object.hasOwn(values, name) ? values[name] : undefined
    if (value === undefined) throw new Error(`template: {{${name}}} has no value`)
    return escapes[how](value)
  })
}

/** The names a template uses, to be checked when it is saved. */
export function variablesOf(template: string): readonly string[] {
  return [...new Set([...template.matchAll(VARIABLE)].map(([, name]) => name as string))]
}

/** The escape a content type calls for. */
export function escapeFor(contentType: string): Escape {
  const type = contentType.split(';')[0]?.trim().toLowerCase() ?? ''
  if (type.endsWith('json')) return 'json'
  if (type === 'application/x-www-form-urlencoded') return 'form'
  if (type.endsWith('xml')) return 'xml'
  return 'text'
}
