import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { fromHex, fromLatin, hex } from './bytes.ts'
import type { CodecContext, Field } from './codec.ts'
import { Cursor } from './cursor.ts'
import { hj212 } from './hj212/index.ts'
import { readSegment } from './hj212/segment.ts'
import { modbus, readAdu, registerValue } from './modbus/index.ts'
import { Rejections } from './rejections.ts'
import type { Group } from './sl651/body.ts'
import { readSl651, sl651 } from './sl651/index.ts'
import { szy206 } from './szy206/index.ts'

interface Published {
  readonly id: string
  readonly protocol: string
  readonly hex?: string
  readonly text?: string
  readonly crcOk: boolean | null
  readonly crcComputed?: string
  // biome-ignore lint/suspicious/noExplicitAny: each protocol expects fields of its own.
  readonly expect: any
}

const file = new URL('../../../../tests/data/protocol_frames.json', import.meta.url)
const { frames } = JSON.parse(readFileSync(file, 'utf8')) as { frames: Published[] }
const of = (prefix: string) => frames.filter(({ id }) => id.startsWith(prefix))
const bytesOf = (frame: Published): Uint8Array =>
  frame.hex === undefined ? fromLatin(frame.text ?? '') : (fromHex(frame.hex) as Uint8Array)
const CONTEXT: CodecContext = { receivedAt: Date.UTC(2026, 6, 18, 1), zone: 'Asia/Shanghai' }

/** Groups of SL 651 as the file of frames writes them. */
function elements(groups: readonly Group[]): unknown[] {
  return groups.flatMap((group): unknown[] => {
    switch (group.kind) {
      case 'station':
        return [['ST', group.address], ...(group.class === undefined ? [] : [['class', group.class]])]
      case 'time':
        return [['TT', group.digits]]
      case 'values': {
        const none = (value: number | undefined) => value ?? null
        const lead: Record<string, string> = { DRP: 'F4', DRZ1: 'F5' }
        const name = lead[group.name]
        return [
          name === undefined
            ? [`${group.name}_${group.unit}`, none(group.values[0])]
            : [name, group.values.map(none)],
        ]
      }
      case 'status':
        return [['ZT', `0x${group.word.toString(16).toUpperCase().padStart(8, '0')}`]]
      case 'text':
        return [['version', group.text]]
      case 'setting':
        return [['new password (03H, def 10H = 2 bytes HEX)', group.raw]]
      default:
        return []
    }
  })
}

describe.each(of('sl651'))('$id', (frame) => {
  const bytes = bytesOf(frame)
  const wanted = frame.expect
  it(frame.crcOk ? 'reads as stated' : 'is refused for its checksum, and nothing of it is delivered', () => {
    const rejections = new Rejections()
    const read = readSl651(bytes, undefined, rejections)
    const { received } = sl651.receive(sl651.opened, bytes, CONTEXT)
    expect(received).toHaveLength(1)
    if (!frame.crcOk) {
      expect(read).toBeUndefined()
      expect(rejections.list()[0]?.reason).toMatch(/^CRC is .*computed .*SL 651-2014 6\.2\.3\.1, table 11/)
      expect(received[0]).toMatchObject({ purpose: 'refused', values: [] })
      expect(received[0]?.answer).toBeUndefined()
      expect(received[0]?.rejections[0]?.reason).toMatch(/^CRC/)
      return
    }
    expect({
      centre: read?.head.centre,
      station: read?.head.station,
      dir: read?.head.direction,
      pw: read?.head.password,
      fn: hex(Uint8Array.of(read?.head.fn ?? 0)),
      len: read?.head.length,
      start: hex(Uint8Array.of(read?.head.start ?? 0)),
      end: hex(Uint8Array.of(read?.head.end ?? 0)),
      serial: read?.body?.serial,
      sendTime: read?.body?.sent,
      elements: elements(read?.body?.groups ?? []),
    }).toEqual(Object.fromEntries(Object.entries(wanted).filter(([key]) => key !== 'lenOk')))
  })
})

describe.each(of('hj212'))('$id', (frame) => {
  const bytes = bytesOf(frame)
  const wanted = frame.expect
  it(frame.crcOk ? 'reads as stated' : 'is refused for its checksum, and nothing of it is delivered', () => {
    const { received } = hj212.receive(hj212.opened, bytes, CONTEXT)
    expect(received).toHaveLength(1)
    const segment = readSegment(new Cursor(bytes, 0, bytes.length, undefined))
    if (!frame.crcOk) {
      expect(segment).toContain(`computed ${frame.crcComputed} (HJ 212-2017 6.3.1`)
      expect(received[0]).toMatchObject({ purpose: 'refused', values: [] })
      expect(received[0]?.answer).toBeUndefined()
      return
    }
    if (typeof segment === 'string') throw new Error(segment)
    expect(Object.fromEntries(segment.head)).toEqual(wanted.head)
    const all = segment.items.flat()
    const values: Record<string, Record<string, number | string>> = {}
    const params: Record<string, number> = {}
    for (const [name, text] of all) {
      const [code = '', kind] = name.split('-')
      if (kind === undefined) {
        if (name !== 'DataTime') params[name] = Number(text)
      } else {
        values[code] = { ...values[code], [kind]: kind === 'Flag' ? text : Number(text) }
      }
    }
    expect(values).toEqual(wanted.values)
    expect(params).toEqual(wanted.params ?? {})
    expect(all.find(([name]) => name === 'DataTime')?.[1]).toBe(wanted.dataTime)
    if (wanted.dataTime !== undefined) {
      const numbers = Object.values(wanted.values as object).flatMap((one) =>
        Object.values(one).filter((value) => typeof value === 'number'),
      )
      expect(received[0]?.values.map(({ value }) => value).toSorted()).toEqual(numbers.toSorted())
    }
    const wantsAnswer = wanted.flagBits?.ackWanted === true && wanted.head.CN.startsWith('2')
    expect(received[0]?.answer !== undefined).toBe(wantsAnswer)
  })
})

describe.each(of('szy206'))('$id', (frame) => {
  it('reads as stated', () => {
    const bytes = bytesOf(frame)
    const wanted = frame.expect
    const [received] = szy206.receive(szy206.opened, bytes, CONTEXT).received
    expect(received?.station).toBe(wanted.addr)
    const { fields, rejections } = szy206.explain(bytes, CONTEXT)
    if (wanted.dir === 'up') expect(rejections).toEqual([])
    const raw = (name: string) => fields.find((field) => field.name.en === name)?.raw
    expect(raw('control field C')).toBe(wanted.C)
    expect(raw('function AFN')).toBe(wanted.AFN)
    if (wanted.dir === 'down') {
      expect(received?.purpose).toBe('refused')
      expect(raw('data')).toBe(wanted.data)
      return
    }
    expect(received?.command).toBe(`${wanted.AFN}H`)
    expect(received?.values[0]?.value ?? null).toBe(wanted.flow_m3ps)
    expect(received?.values[1]?.value).toBe(wanted.total_m3)
    expect(raw('alarms')).toBe(wanted.alarm)
    expect(raw('state of the terminal')).toBe(wanted.state)
    expect(raw('time tag Tp')).toBe(wanted.tp.slice(0, 14).replaceAll(' ', ''))
    // The acknowledgement of the first frame is the third.
    if (frame.id === 'szy206-01')
      expect(hex(received?.answer ?? new Uint8Array())).toBe(of('szy206-03')[0]?.hex)
  })
})

describe.each(of('modbus'))('$id', (frame) => {
  it('reads as stated', () => {
    const bytes = bytesOf(frame)
    const wanted = frame.expect
    const transport = frame.id.startsWith('modbus-tcp') ? 'tcp' : 'rtu'
    const fields: Field[] = []
    const adu = readAdu(new Cursor(bytes, 0, bytes.length, fields), transport)
    if (typeof adu === 'string') throw new Error(adu)
    expect([adu.unit, adu.fn]).toEqual([wanted.unit, wanted.func])
    expect(adu.transaction).toBe(wanted.transaction)
    if (adu.content.kind === 'request') {
      expect([adu.content.address, adu.content.quantity]).toEqual([wanted.address, wanted.quantity])
    } else if (adu.content.kind === 'exception') {
      expect(adu.content.code).toBe(wanted.exception)
    } else if (adu.content.kind === 'registers') {
      const point = {
        name: 'rain',
        table: 'holding',
        register: 0,
        type: 'u32',
        order: 'ABCD',
        sentinels: [],
      } as const
      expect(registerValue(adu.content.data, point)).toBe(Math.round(wanted.rain_acc_mm * 10))
    } else {
      throw new Error(`read as ${adu.content.kind}`)
    }
    expect(fields.reduce((total, { length }) => total + length, 0)).toBe(bytes.length)
  })
})

describe('explaining a frame', () => {
  const explain = (frame: Published) => {
    const bytes = bytesOf(frame)
    if (frame.id.startsWith('sl651')) return sl651.explain(bytes, CONTEXT)
    if (frame.id.startsWith('hj212')) return hj212.explain(bytes, CONTEXT)
    if (frame.id.startsWith('szy206')) return szy206.explain(bytes, CONTEXT)
    return modbus(frame.id.startsWith('modbus-tcp') ? 'tcp' : 'rtu', 'x', 1, []).explain(bytes, CONTEXT)
  }

  it.each(frames)('names every byte of $id once, each with its clause', (frame) => {
    const bytes = bytesOf(frame)
    const { fields, rejections } = explain(frame)
    let end = 0
    for (const field of fields) {
      expect(field.offset).toBe(end)
      expect(field.raw).toBe(hex(bytes.subarray(field.offset, field.offset + field.length)))
      expect(field.name.zh && field.name.en).toBeTruthy()
      expect(field.kind === 'between' || field.clause !== '').toBe(true)
      end = field.offset + field.length
    }
    expect(end).toBe(bytes.length)
    expect(rejections.some(({ reason }) => reason.startsWith('CRC'))).toBe(frame.crcOk === false)
  })
})
