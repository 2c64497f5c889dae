const HAN = /\p{Script=Han}/u
const LATIN = /[\p{Script=Latin}\p{Number}%°μµ+\-−]/u

/**
 * Puts Chinese together, with a space where a Chinese character meets a Latin letter, a digit or a unit. Only the seams are looked at:
 * the name of a station or rule stays as somebody wrote it.
 */
export function joined(...parts: readonly (string | number)[]): string {
  let text = ''
  for (const part of parts.map(String)) text += seam(text.at(-1), part.at(0)) + part
  return text
}

/** The same as a template: zh`低于 ${'3.70 m'}时` is 「低于 3.70 m 时」. */
export function zh(strings: TemplateStringsArray, ...values: readonly (string | number)[]): string {
  return joined(...strings.flatMap((text, index) => (index === 0 ? [text] : [values[index - 1] ?? '', text])))
}

function seam(before: string | undefined, after: string | undefined): '' | ' ' {
  if (before === undefined || after === undefined) return ''
  const meet = (HAN.test(before) && LATIN.test(after)) || (LATIN.test(before) && HAN.test(after))
  return meet ? ' ' : ''
}
