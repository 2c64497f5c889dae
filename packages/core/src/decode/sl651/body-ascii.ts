import { latin } from '../bytes.ts'
import type { FieldValue, Meaning } from '../codec.ts'
import type { Cursor, Label } from '../cursor.ts'
import { bytesMeaning } from '../cursor.ts'
import { digitsMeaning } from '../local-time.ts'
import { type Reason, say } from '../reasons.ts'
import type { Rejections } from '../rejections.ts'
import { classMeaning, type Group, LABELS, NO_VALUE_IN_SERIES, statusMeaning } from './body.ts'
import {
  type ElementDefinition,
  elementByAscii,
  SERIES_COUNT,
  type SeriesDefinition,
  seriesByAscii,
} from './elements.ts'
import type { FunctionDefinition } from './functions.ts'
import { stationCode } from './head.ts'

const STANDARD = 'SL 651-2014'
const NUMBER = /^-?\d{1,15}(\.\d{1,7})?$/
const STEP = /^DR([DHN])(\d{2})$/

/** Reads serial number and sending time, which stand without a blank between them (6.6.2.1). */
export function readAsciiSerial(
  cursor: Cursor,
  rejections: Rejections,
): { serial: number; sent: string } | undefined {
  const text = latin(cursor.bytes.subarray(cursor.offset, Math.min(cursor.offset + 16, cursor.end)))
  if (!/^[0-9A-Fa-f]{4}.{12}$/s.test(text)) {
    rejections.add('body', say('ascii-serial'), text, `${STANDARD} 6.6.2.1`)
    return undefined
  }
  cursor.take(4, LABELS.serial, (raw) => String(Number.parseInt(latin(raw), 16)))
  return {
    serial: Number.parseInt(text.slice(0, 4), 16),
    sent: latin(cursor.take(12, LABELS.sent, (raw) => digitsMeaning(latin(raw)))),
  }
}

/** Reads the groups of an ASCII body: an identifier, a blank, its data, a blank. */
export function readAsciiGroups(
  cursor: Cursor,
  definition: FunctionDefinition,
  rejections: Rejections,
): Group[] {
  const reader = new AsciiGroups(cursor, definition, rejections)
  const { body } = definition
  if (body === 'nothing') {
    if (cursor.left > 0) {
      const raw = cursor.take(cursor.left, LABELS.rest, latin)
      rejections.add('body', say('bytes-too-many', { bytes: raw.length }), latin(raw), `${STANDARD} 6.6.4`)
    }
  } else if (body === 'settings' || body === 'state' || body === 'version') {
    while (cursor.left > 0 && reader.setting());
  } else {
    while (cursor.left > 0 && reader.group());
  }
  return reader.groups
}

class AsciiGroups {
  readonly groups: Group[] = []
  readonly #cursor: Cursor
  readonly #definition: FunctionDefinition
  readonly #rejections: Rejections
  #stepped = false

  constructor(cursor: Cursor, definition: FunctionDefinition, rejections: Rejections) {
    this.#cursor = cursor
    this.#definition = definition
    this.#rejections = rejections
  }

  /** Reads the next group; false when nothing more can be read. */
  group(): boolean {
    this.#blanks()
    if (this.#cursor.left === 0) return false
    const name = this.#peek()
    const element = elementByAscii(name)
    const series = seriesByAscii(name)
    if (name === 'ST') this.#station()
    else if (name === 'TT') this.#time()
    else if (name === 'RGZS') this.#toTheEnd('text')
    else if (name === 'PIC') this.#toTheEnd('picture')
    else if (name === 'ZT') this.#status()
    else if (STEP.test(name)) this.#step(name)
    else if (series !== undefined) this.#series(series)
    else if (element !== undefined && this.#stepped && this.#definition.body === 'series') this.#columns()
    else if (element !== undefined) this.#element(element)
    else this.#unknown(name)
    return true
  }

  /** Parameters are named as appendix D does, which may look like an element: only the station is told apart. */
  setting(): boolean {
    this.#blanks()
    if (this.#cursor.left === 0) return false
    if (this.#peek() === 'ST') {
      this.#token(LABELS.identifier)
      this.groups.push({
        kind: 'station',
        address: stationCode(this.#token(LABELS.address)),
        class: undefined,
      })
    } else if (this.#definition.body === 'version') {
      this.groups.push({
        kind: 'text',
        text: latin(this.#cursor.take(this.#cursor.left, LABELS.version, latin)),
      })
    } else {
      const name = this.#token(LABELS.parameter)
      this.groups.push({ kind: 'setting', name, raw: this.#token(LABELS.setting) })
    }
    return true
  }

  #station(): void {
    this.#token(LABELS.identifier)
    const address = stationCode(this.#token(LABELS.address))
    this.#blanks()
    // The class is one letter; it belongs to the address (6.6.2.6) and is left out where there are no elements.
    const [letter, behind] = [this.#at(0), this.#at(1)]
    const hasClass =
      letter !== undefined &&
      /[A-Z]/.test(letter) &&
      (behind === undefined || behind === ' ') &&
      elementByAscii(`${letter}`) === undefined
    const isClass =
      hasClass ||
      (letter !== undefined && (behind === undefined || behind === ' ') && this.#isClassByOrder(letter))
    this.groups.push({
      kind: 'station',
      address,
      class: isClass ? this.#token(LABELS.class, classMeaning) : undefined,
    })
  }

  /** `Z`, `Q`, `H` and `C` are elements too: behind an address they are the class when no number follows. */
  #isClassByOrder(letter: string): boolean {
    if (!/[A-Z]/.test(letter)) return false
    const { bytes, offset, end } = this.#cursor
    const rest = latin(bytes.subarray(offset + 2, Math.min(offset + 40, end))).trimStart()
    return !/^[-\dM]/.test(rest)
  }

  #time(): void {
    this.#token(LABELS.identifier)
    this.groups.push({ kind: 'time', digits: this.#token(LABELS.time, digitsMeaning) })
    this.#stepped = false
  }

  #status(): void {
    this.#token(LABELS.identifier)
    const digits = this.#token(LABELS.status, (text) => statusMeaning(Number.parseInt(text, 16) || 0))
    if (/^[0-9A-Fa-f]{8}$/.test(digits))
      this.groups.push({ kind: 'status', word: Number.parseInt(digits, 16) })
    else this.#rejections.add('ZT', say('hex-digits', { count: 8 }), digits, `${STANDARD} table C.1`)
  }

  #step(name: string): void {
    const [, unit, digits] = STEP.exec(name) ?? []
    this.#token(LABELS.step)
    const count = Number(digits)
    this.groups.push({
      kind: 'step',
      days: unit === 'D' ? count : 0,
      hours: unit === 'H' ? count : 0,
      minutes: unit === 'N' ? count : 0,
    })
    this.#stepped = count > 0
  }

  #series(series: SeriesDefinition): void {
    this.#token(LABELS.identifier)
    const digits = this.#token({ zh: series.zh, en: series.en, clause: `${STANDARD} table C.1, note e` })
    const width = 2 * series.width
    const none = series.width === 1 ? 0xff : 0xffff
    if (!/^[0-9A-Fa-f]*$/.test(digits) || digits.length !== SERIES_COUNT * width) {
      this.#rejections.add(
        series.ascii,
        say('hex-digits', { count: SERIES_COUNT * width }),
        digits,
        `${STANDARD} table C.1`,
      )
      if (!/^[0-9A-Fa-f]+$/.test(digits)) return
    }
    const values = Array.from({ length: Math.floor(digits.length / width) }, (_, index) => {
      const value = Number.parseInt(digits.slice(index * width, (index + 1) * width), 16)
      return value === none ? undefined : value / 10 ** series.decimals
    })
    this.groups.push({
      kind: 'values',
      name: series.ascii,
      unit: series.unit,
      values,
      step: 'five-minutes',
      reason: NO_VALUE_IN_SERIES,
    })
  }

  #element(element: ElementDefinition): void {
    this.#token(LABELS.identifier)
    const text = this.#token(dataLabel(element), (value) => ({ value, unit: element.unit }))
    const value = this.#number(element.ascii, text)
    this.groups.push({
      kind: 'values',
      name: element.ascii,
      unit: element.unit,
      values: [value],
      step: 'none',
      reason: reasonOf(text),
    })
  }

  /** Behind a step code (6.6.4.4): the identifiers of some elements, then their values at the first time, at the second, and so on. */
  #columns(): void {
    const columns: {
      element: ElementDefinition
      values: (number | undefined)[]
      reason: Reason | undefined
    }[] = []
    for (;;) {
      this.#blanks()
      const element = this.#cursor.left === 0 ? undefined : elementByAscii(this.#peek())
      if (element === undefined) break
      this.#token(LABELS.identifier)
      columns.push({ element, values: [], reason: undefined })
    }
    for (let index = 0; ; index++) {
      this.#blanks()
      const text = this.#cursor.left === 0 ? '' : this.#peek()
      if (text !== 'M' && !/^-?\d/.test(text)) break
      const column = columns[index % columns.length]
      if (column === undefined) break
      this.#token(dataLabel(column.element), (value) => ({ value, unit: column.element.unit }))
      column.values.push(this.#number(column.element.ascii, text))
      column.reason ??= reasonOf(text)
    }
    for (const { element, values, reason } of columns) {
      this.groups.push({
        kind: 'values',
        name: element.ascii,
        unit: element.unit,
        values,
        step: 'coded',
        reason,
      })
    }
    this.#stepped = false
  }

  #number(name: string, text: string): number | undefined {
    if (NUMBER.test(text)) return Number(text)
    if (text !== 'M') this.#rejections.add(name, say('number-or-m'), text, `${STANDARD} 6.6.2.2`)
    return undefined
  }

  #toTheEnd(kind: 'text' | 'picture'): void {
    this.#token(LABELS.identifier)
    if (this.#at(0) === ' ') this.#cursor.offset++
    const { left } = this.#cursor
    if (kind === 'text')
      this.groups.push({ kind, text: latin(this.#cursor.take(left, LABELS.manual, latin)) })
    else {
      this.#cursor.take(left, LABELS.picture, bytesMeaning)
      this.groups.push({ kind, size: left })
    }
  }

  /** An identifier of the user's own is passed over together with its data: blanks keep the rest readable. */
  #unknown(name: string): void {
    this.#token(LABELS.rest)
    this.#blanks()
    const data = this.#cursor.left === 0 ? '' : this.#peek()
    const isData =
      data !== '' &&
      data !== 'ST' &&
      data !== 'TT' &&
      elementByAscii(data) === undefined &&
      seriesByAscii(data) === undefined
    if (isData) this.#token(LABELS.rest)
    this.#rejections.add(name, say('no-identifier'), `${name} ${isData ? data : ''}`, `${STANDARD} table C.1`)
  }

  #blanks(): void {
    while (this.#at(0) === ' ') this.#cursor.offset++
  }

  #at(ahead: number): string | undefined {
    const { bytes, offset, end } = this.#cursor
    return offset + ahead < end ? String.fromCharCode(bytes[offset + ahead] as number) : undefined
  }

  /** The text up to the next blank; at most 64 characters, which no group but a series has. */
  #peek(): string {
    return latin(this.#cursor.bytes.subarray(this.#cursor.offset, this.#tokenEnd()))
  }

  #tokenEnd(): number {
    const { bytes, offset, end } = this.#cursor
    const blank = bytes.indexOf(0x20, offset)
    return blank < 0 || blank > end ? end : blank
  }

  #token(label: Label, value: (text: string) => Meaning | FieldValue = (text) => text): string {
    this.#blanks()
    if (this.#cursor.left === 0) return ''
    const length = this.#tokenEnd() - this.#cursor.offset
    return latin(this.#cursor.take(length, label, (raw) => value(latin(raw))))
  }
}

function dataLabel(element: ElementDefinition): Label {
  return { zh: element.zh, en: element.en, clause: `${STANDARD} table C.1` }
}

const NO_VALUE = say('no-value', { mark: 'M' }, `${STANDARD} 6.6.4.4`)
const NO_NUMBER = say('no-decimal-number', {}, `${STANDARD} 6.6.2.2`)

function reasonOf(text: string): Reason | undefined {
  if (NUMBER.test(text)) return undefined
  return text === 'M' ? NO_VALUE : NO_NUMBER
}
