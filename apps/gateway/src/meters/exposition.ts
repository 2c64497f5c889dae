import type { Histogram } from './histogram.ts'

type Labels = Readonly<Record<string, string>>

/** Writes Prometheus' text format: each family once, with its help and type, then its samples. Names get the prefix `tocsin_`. */
export class Exposition {
  readonly #lines: string[] = []

  /** Undefined: not known, and left out. */
  counter(name: string, help: string, value: number | undefined): void {
    this.#family('counter', name, help, value === undefined ? [] : [[{}, value]])
  }

  gauge(name: string, help: string, value: number | undefined): void {
    this.#family('gauge', name, help, value === undefined ? [] : [[{}, value]])
  }

  /** A family whose samples are told apart by labels. */
  family(
    type: 'counter' | 'gauge',
    name: string,
    help: string,
    samples: readonly (readonly [Labels, number | undefined])[],
  ): void {
    this.#family(type, name, help, samples)
  }

  histogram(name: string, help: string, samples: readonly (readonly [Labels, Histogram])[]): void {
    this.#open('histogram', name, help)
    for (const [labels, histogram] of samples) {
      const { counts, total, sum } = histogram.counted()
      let upTo = 0
      for (const [index, bound] of histogram.bounds.entries()) {
        upTo += counts[index] ?? 0
        this.#sample(`${name}_bucket`, { ...labels, le: String(bound) }, upTo)
      }
      this.#sample(`${name}_bucket`, { ...labels, le: '+Inf' }, total)
      this.#sample(`${name}_sum`, labels, sum)
      this.#sample(`${name}_count`, labels, total)
    }
  }

  toString(): string {
    return `${this.#lines.join('\n')}\n`
  }

  #family(
    type: string,
    name: string,
    help: string,
    samples: readonly (readonly [Labels, number | undefined])[],
  ): void {
    const known = samples.filter((sample): sample is [Labels, number] => sample[1] !== undefined)
    if (known.length === 0) return
    this.#open(type, name, help)
    for (const [labels, value] of known) this.#sample(name, labels, value)
  }

  #open(type: string, name: string, help: string): void {
    this.#lines.push(`# HELP tocsin_${name} ${help}`, `# TYPE tocsin_${name} ${type}`)
  }

  #sample(name: string, labels: Labels, value: number): void {
    const pairs = Object.entries(labels).map(
      ([label, text]) => `${label}="${text.replace(/[\\"]/g, '\\$&').replaceAll('\n', '\\n')}"`,
    )
    this.#lines.push(`tocsin_${name}${pairs.length === 0 ? '' : `{${pairs.join(',')}}`} ${value}`)
  }
}
