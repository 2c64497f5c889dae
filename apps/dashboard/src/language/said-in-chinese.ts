/** What the gateway writes, and the same in Chinese; `$1` is what its pattern found. A longer pattern stands before a shorter one. */
export type Words = readonly (readonly [RegExp, string])[]

const LEVEL: Readonly<Record<string, string>> = { red: '红色', orange: '橙色', yellow: '黄色', blue: '蓝色' }

/** The Chinese of a whole text; undefined where none of the patterns is it. */
export function said(words: Words, text: string): string | undefined {
  for (const [pattern, chinese] of words) {
    const found = new RegExp(`^(?:${pattern.source})$`).exec(text)
    if (!found) continue
    return chinese
      .replace(/\$(\d)/g, (_, at: string) => found[Number(at)] ?? '')
      .replace(/\{(\w+)\}/g, (whole, level: string) => LEVEL[level] ?? whole)
  }
  return undefined
}
