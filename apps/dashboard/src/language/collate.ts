const collator = new Intl.Collator('zh', { numeric: true })

/** Names in the order people look for them: by pinyin, and station 9 before station 10. */
export function compareNames(a: string, b: string): number {
  return collator.compare(a, b)
}
