import type { DeviceProfileView, StationView } from '@tocsin/contract'
import { describe, expect, it } from 'vitest'
import { deviceDraft, missingDatastreams, withDevice } from './device-change.ts'

const LEVEL = { name: 'level', property: 'water-level', unit: 'm', intervalMs: 300_000 }
const BATTERY = { name: 'battery', property: 'battery', unit: 'V', intervalMs: 3_600_000 }
const STATION = {
  id: 'bridge',
  name: '白河桥',
  area: 'lushan/xincun',
  datastreams: [LEVEL],
  latenessMs: 600_000,
  tags: ['上游'],
  device: { profile: 'sl651', code: '0012345678', offsets: { level: 1.2 } },
} as unknown as StationView
const PROFILE = {
  channels: [
    { element: '39', datastream: LEVEL },
    { element: '38', datastream: BATTERY },
  ],
} as unknown as DeviceProfileView

describe('another device at a station', () => {
  it('begins with what is there', () => {
    expect(deviceDraft(STATION.device)).toEqual({
      profile: 'sl651',
      code: '0012345678',
      endpoint: '',
      unit: '',
    })
    expect(deviceDraft(undefined).profile).toBe('')
  })
  it('keeps the station, its datastreams and offsets, and adds what it reports besides', () => {
    expect(missingDatastreams(STATION, PROFILE)).toEqual([BATTERY])
    const { body, errors } = withDevice(
      STATION,
      { profile: 'modbus', code: '', endpoint: '10.0.0.7:502', unit: '3' },
      PROFILE,
    )
    expect(errors).toEqual({})
    expect(body).toEqual({
      name: '白河桥',
      area: 'lushan/xincun',
      datastreams: [LEVEL, BATTERY],
      latenessMs: 600_000,
      tags: ['上游'],
      device: { profile: 'modbus', endpoint: '10.0.0.7:502', unit: 3, offsets: { level: 1.2 } },
    })
  })
  it('may be none: then it is the own JSON over MQTT', () => {
    expect(withDevice(STATION, deviceDraft(undefined), undefined).body.device).toBeUndefined()
  })
  it('says which field holds no number', () => {
    expect(
      withDevice(STATION, { profile: 'm', code: '', endpoint: '', unit: 'x' }, undefined).errors,
    ).toEqual({
      'device.unit': 'number',
    })
  })
})
