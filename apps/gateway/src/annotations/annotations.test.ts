import type { Station } from '@tocsin/core'
import { describe, expect, it } from 'vitest'
import { ManualClock } from '../clock.ts'
import { openDatabase } from '../registry/database.ts'
import { createAnnotations } from './annotations.ts'

const NOW = 1_764_000_000_000
const WANG = { kind: 'person', id: 'wang', name: '王芳' } as const
const BRIDGE = { id: 'bridge', datastreams: [{ name: 'level' }] } as unknown as Station

function desk() {
  const changed: string[] = []
  const annotations = createAnnotations({
    database: openDatabase(':memory:'),
    clock: new ManualClock(NOW),
    station: (id) => (id === 'bridge' ? BRIDGE : undefined),
    onChange: (id) => changed.push(id),
  })
  const texts = (query: { from?: number; to?: number; deleted?: boolean; limit?: number } = {}) =>
    annotations.list('bridge', { deleted: false, limit: 100, ...query })?.map(({ text }) => text)
  return { annotations, changed, texts }
}

describe('notes on the charts of a station', () => {
  it('are read by everybody who looks at a stretch that they touch', () => {
    const { annotations, changed, texts } = desk()
    annotations.write('bridge', { from: 1000, to: 5000, text: '闸门开启' }, WANG)
    annotations.write('bridge', { from: 9000, datastream: 'level', text: '探头清淤' }, WANG)
    expect(texts()).toEqual(['闸门开启', '探头清淤'])
    expect(texts({ from: 4000, to: 6000 })).toEqual(['闸门开启'])
    expect(texts({ from: 9000, to: 9000 })).toEqual(['探头清淤'])
    expect(texts({ from: 5001, to: 8999 })).toEqual([])
    expect(texts({ limit: 1 })).toEqual(['探头清淤'])
    expect(changed).toEqual(['bridge', 'bridge'])
  })

  it('say who wrote them and when', () => {
    const { annotations } = desk()
    expect(annotations.write('bridge', { from: 1000, text: '闸门开启' }, WANG)).toMatchObject({
      ok: true,
      annotation: { from: 1000, to: 1000, datastream: null, by: '王芳', writtenAt: NOW, deleted: null },
    })
  })

  it('go with a reason, once, and are kept', () => {
    const { annotations, changed, texts } = desk()
    const written = annotations.write('bridge', { from: 1000, text: '闸门开启' }, WANG)
    const id = written.ok ? written.annotation.id : 0
    expect(annotations.remove(id, '写错了站', WANG).ok).toBe(true)
    expect(annotations.remove(id, '再删', WANG)).toMatchObject({ ok: false, refusal: { kind: 'not-found' } })
    expect(texts()).toEqual([])
    expect(annotations.list('bridge', { deleted: true, limit: 10 })?.[0]?.deleted).toEqual({
      at: NOW,
      by: '王芳',
      reason: '写错了站',
    })
    expect(changed).toEqual(['bridge', 'bridge'])
  })

  it('are refused where there is no such station or chart', () => {
    const { annotations, changed } = desk()
    expect(annotations.list('nowhere', { deleted: false, limit: 10 })).toBeUndefined()
    expect(annotations.write('nowhere', { from: 1, text: 'x' }, WANG)).toMatchObject({
      refusal: { kind: 'not-found' },
    })
    expect(annotations.write('bridge', { from: 1, text: 'x', datastream: 'rain' }, WANG)).toMatchObject({
      refusal: { kind: 'invalid', faults: [{ path: 'datastream' }] },
    })
    expect(changed).toEqual([])
  })
})
