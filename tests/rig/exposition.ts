/** A sample as a scraper of Prometheus reads it. */
export interface Sample {
  readonly name: string
  readonly labels: Readonly<Record<string, string>>
  readonly value: number
}

/** What a scrape holds: the type of each family, and every sample. */
export interface Scrape {
  readonly types: ReadonlyMap<string, string>
  readonly samples: readonly Sample[]
}

const NAME = '[a-zA-Z_:][a-zA-Z0-9_:]*'
const LABEL = `${NAME}="(?:[^"\\\\\\n]|\\\\.)*"`
const SAMPLE = new RegExp(`^(${NAME})(?:\\{(${LABEL}(?:,${LABEL})*)\\})? (\\S+)$`)

/** Reads the text format, version 0.0.4. Throws at the first line that is not of it, and at a sample whose family was not declared before. */
export function readExposition(text: string): Scrape {
  if (!text.endsWith('\n')) throw new Error('the last line does not end')
  const types = new Map<string, string>()
  const samples: Sample[] = []
  const helped = new Set<string>()
  for (const line of text.slice(0, -1).split('\n')) {
    const help = /^# HELP (\S+) \S.*$/.exec(line)
    if (help !== null) {
      helped.add(help[1] as string)
      continue
    }
    const type = /^# TYPE (\S+) (counter|gauge|histogram)$/.exec(line)
    if (type !== null) {
      if (types.has(type[1] as string)) throw new Error(`declared twice: ${line}`)
      types.set(type[1] as string, type[2] as string)
      continue
    }
    const sample = SAMPLE.exec(line)
    const value = Number(sample?.[3])
    if (sample === null || Number.isNaN(value)) throw new Error(`no sample: ${line}`)
    const name = sample[1] as string
    const family = types.has(name) ? name : name.replace(/_(bucket|sum|count)$/, '')
    if (!types.has(family) || !helped.has(family)) throw new Error(`not declared: ${line}`)
    samples.push({ name, labels: labelsOf(sample[2] ?? ''), value })
  }
  return { types, samples }
}

function labelsOf(text: string): Record<string, string> {
  const pairs = [...text.matchAll(new RegExp(`(${NAME})="((?:[^"\\\\]|\\\\.)*)"`, 'g'))]
  return Object.fromEntries(pairs.map(([, name, value]) => [name, value?.replace(/\\(.)/g, '$1')]))
}
