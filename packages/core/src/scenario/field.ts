import { parseInstant } from '../decode/index.ts'
import { type DurationMs, type Instant, localOffset } from '../model/index.ts'
import { parseOffset } from './offset.ts'
import type { ScenarioFault } from './scenario.ts'

type Fields = Readonly<Record<string, unknown>>

/**
 * A place in data of unknown shape, for reading it piece by piece. What is absent reads as undefined; what is wrong too, and leaves a fault
 * with its path, so that all faults are told at once.
 */
export class Field {
  readonly value: unknown
  readonly path: string
  readonly faults: ScenarioFault[]

  constructor(value: unknown, path: string, faults: ScenarioFault[]) {
    this.value = value
    this.path = path
    this.faults = faults
  }

  /** Nothing at all, or YAML's empty value. */
  get isAbsent(): boolean {
    return this.value === undefined || this.value === null
  }

  fault(message: string, expected: string): undefined {
    this.faults.push({ path: this.path, message, expected })
    return undefined
  }

  /** The field `key` of this object. */
  at(key: string): Field {
    const value = isFields(this.value) ? this.value[key] : undefined
    return new Field(value, this.path === '' ? key : `${this.path}.${key}`, this.faults)
  }

  /** The same, and a fault when it is absent. */
  need(key: string, expected: string): Field {
    const field = this.at(key)
    if (field.isAbsent) field.fault('is missing', expected)
    return field
  }

  /** This as an object that knows these fields and no others; `known` absent: any. */
  fields(known?: readonly string[]): Fields | undefined {
    if (this.isAbsent) return undefined
    if (!isFields(this.value)) return this.fault(`is ${kindOf(this.value)}`, 'an object')
    for (const key of Object.keys(this.value)) {
      if (known !== undefined && !known.includes(key)) {
        this.at(key).fault('is not known here', `one of ${known.join(', ')}`)
      }
    }
    return this.value
  }

  /** Its items, none when it is absent. */
  items(): Field[] {
    if (this.isAbsent) return []
    if (!Array.isArray(this.value)) {
      this.fault(`is ${kindOf(this.value)}`, 'a list')
      return []
    }
    return this.value.map((item, index) => new Field(item, `${this.path}[${index}]`, this.faults))
  }

  text(): string | undefined {
    if (this.isAbsent) return undefined
    if (typeof this.value === 'string' && this.value.trim() !== '') return this.value.trim()
    // YAML reads `values: 5` and `rule: 12` as numbers.
    if (typeof this.value === 'number') return String(this.value)
    return this.fault(this.value === '' ? 'is empty' : `is ${kindOf(this.value)}`, 'text')
  }

  number(): number | undefined {
    if (this.isAbsent) return undefined
    if (typeof this.value === 'number' && Number.isFinite(this.value)) return this.value
    return this.fault(`is ${kindOf(this.value)}`, 'a number')
  }

  count(): number | undefined {
    const number = this.number()
    if (number === undefined || (Number.isInteger(number) && number >= 0)) return number
    return this.fault(`is ${number}`, 'a whole number, 0 or more')
  }

  oneOf<T extends string>(allowed: readonly T[]): T | undefined {
    const text = this.text()
    if (text === undefined) return undefined
    return allowed.includes(text as T)
      ? (text as T)
      : this.fault(`"${text}" is not known here`, `one of ${allowed.join(', ')}`)
  }

  /** A time since the start: `5m`. Before the start only where `signed`. */
  offset(signed = false): DurationMs | undefined {
    const text = this.text()
    if (text === undefined) return undefined
    const offset = parseOffset(text)
    if (offset === undefined || (offset < 0 && !signed)) {
      return this.fault(
        `"${text}" is no ${signed ? 'span of time' : 'time since the start'}`,
        'such as 5m or 1h30m',
      )
    }
    return offset
  }

  /** A time since `start`, or a time of the world: `2038-02-01T00:00:00Z`; without an offset in `zone`. */
  instant(start: Instant, zone: string): Instant | undefined {
    const text = this.text()
    if (text === undefined) return undefined
    const offset = parseOffset(text)
    if (offset !== undefined) return start + offset
    const time = parseInstant(text)
    if (time !== undefined) return time
    const local = parseInstant(`${text}Z`)
    if (local === undefined) {
      return this.fault(`"${text}" is no time`, 'such as 5m since the start, or 2025-07-01T08:00:00+08:00')
    }
    return local - localOffset(zone, local - localOffset(zone, local))
  }
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function kindOf(value: unknown): string {
  if (Array.isArray(value)) return 'a list'
  if (typeof value === 'object') return 'an object'
  return typeof value === 'string' ? `"${value.slice(0, 40)}"` : String(value)
}
