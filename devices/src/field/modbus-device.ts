import { type AddressInfo, createServer, type Server, type Socket } from 'node:net'
import { joined } from '@tocsin/core'

export interface ModbusDeviceOptions {
  readonly transport: 'tcp' | 'rtu'
  /** Registers by unit, table and number. */
  readonly units: ReadonlyMap<number, ModbusRegisters>
  readonly port?: number
}

/** What a Modbus device holds. A register that is absent is refused with exception 2. */
export interface ModbusRegisters {
  readonly holding: Map<number, number>
  readonly input: Map<number, number>
}

/** A Modbus device, or several behind a serial server: answers reads of registers (03, 04), in TCP or in RTU frames over TCP. */
export class ModbusDevice {
  readonly #options: ModbusDeviceOptions
  readonly #server: Server
  readonly #sockets = new Set<Socket>()
  /** Set: it hears and does not answer. */
  silent = false
  requests = 0

  constructor(options: ModbusDeviceOptions) {
    this.#options = options
    this.#server = createServer((socket) => {
      this.#sockets.add(socket)
      let pending: Uint8Array = new Uint8Array(0)
      socket.on('error', () => {})
      socket.once('close', () => this.#sockets.delete(socket))
      socket.on('data', (chunk) => {
        pending = joined(pending, chunk)
        for (;;) {
          const length = options.transport === 'tcp' ? 12 : 8
          if (pending.length < length) return
          const request = pending.slice(0, length)
          pending = pending.slice(length)
          this.requests++
          const answer = this.silent ? undefined : this.#answer(request)
          if (answer !== undefined) socket.write(answer)
        }
      })
    })
  }

  get port(): number {
    return (this.#server.address() as AddressInfo | null)?.port ?? 0
  }

  async start(): Promise<void> {
    await new Promise<void>((resolve, reject) => {
      this.#server.once('error', reject)
      this.#server.listen(this.#options.port ?? 0, '127.0.0.1', resolve)
    })
  }

  async stop(): Promise<void> {
    const closed = new Promise<void>((resolve) => this.#server.close(() => resolve()))
    for (const socket of this.#sockets) socket.destroy()
    await closed
  }

  #answer(request: Uint8Array): Uint8Array | undefined {
    const isTcp = this.#options.transport === 'tcp'
    const at = isTcp ? 6 : 0
    const [unit = 0, fn = 0] = request.slice(at, at + 2)
    const registers = this.#options.units.get(unit)
    if (registers === undefined) return undefined
    const view = new DataView(request.buffer, request.byteOffset)
    const pdu = read(registers, fn, view.getUint16(at + 2), view.getUint16(at + 4))
    if (isTcp) return joined(request.slice(0, 4), [0, pdu.length + 1, unit], pdu)
    const checked = joined([unit], pdu)
    const crc = crc16(checked)
    return joined(checked, [crc & 255, crc >> 8])
  }
}

function read({ holding, input }: ModbusRegisters, fn: number, register: number, count: number): Uint8Array {
  if (fn !== 3 && fn !== 4) return Uint8Array.of(fn | 0x80, 1)
  const table = fn === 3 ? holding : input
  const data: number[] = []
  for (let index = register; index < register + count; index++) {
    const value = table.get(index)
    if (value === undefined) return Uint8Array.of(fn | 0x80, 2)
    data.push(value >> 8, value & 255)
  }
  return Uint8Array.of(fn, data.length, ...data)
}

function crc16(bytes: Uint8Array): number {
  let crc = 0xffff
  for (const byte of bytes) {
    crc ^= byte
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >> 1) ^ 0xa001 : crc >> 1
  }
  return crc
}
