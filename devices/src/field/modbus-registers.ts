import type { DeviceProfile, ModbusPoint } from '@tocsin/core'
import type { ModbusRegisters } from './modbus-device.ts'

/**
 * The registers of a device by its profile, holding values in the datastreams' units. Throws RangeError for a type of register that the simulator
 * does not write.
 */
export function registersOf(
  profile: DeviceProfile,
  reading: (datastream: string) => number,
): ModbusRegisters {
  const registers: ModbusRegisters = { holding: new Map(), input: new Map() }
  for (const { point, scale = 1, offset = 0, datastream } of profile.channels) {
    if (point === undefined) continue
    const words = wordsOf(point, (reading(datastream.name) - offset) / scale)
    for (const [index, word] of words.entries()) registers[point.table].set(point.register + index, word)
  }
  return registers
}

function wordsOf({ name, type, order }: ModbusPoint, value: number): number[] {
  const view = new DataView(new ArrayBuffer(4))
  const whole = Math.round(value)
  switch (type) {
    case 'u16':
    case 'i16':
      view.setInt16(0, whole)
      break
    case 'u32':
    case 'i32':
      view.setInt32(0, whole)
      break
    case 'f32':
      view.setFloat32(0, value)
      break
    default:
      throw new RangeError(`${name}: registers of type ${type} are not simulated`)
  }
  const swapsBytes = order === 'BADC' || order === 'DCBA'
  const [high, low] = [view.getUint16(0, swapsBytes), view.getUint16(2, swapsBytes)]
  if (type === 'u16' || type === 'i16') return [high]
  return order === 'CDAB' || order === 'DCBA' ? [low, high] : [high, low]
}
