import type { Socket } from 'node:net'
import { calls } from '@tocsin/contract'
import { publishPacket, RawDevice } from '@tocsin/gateway/broker/testing/raw-device'
import { io } from 'socket.io-client'
import { expect, it } from 'vitest'
import { usageOf } from '../bench/usage.ts'
import { GatewayProcess, temporaryFolder } from '../rig/gateway-process.ts'
import { eventually, Office } from '../rig/office.ts'
import { expectWell } from './aftermath.ts'
import { LEDGER_STREAMS, LedgerStation, lostOf } from './ledger-station.ts'

const CONSOLES = 50
const DEVICES = 20
/** Frames that each frozen device sends without ever reading an acknowledgement. */
const FRAMES = 3000

it(`${CONSOLES} frozen consoles and ${DEVICES} devices that read no answer hold up nobody, and memory stays bounded`, async () => {
  const folder = temporaryFolder()
  const gateway = new GatewayProcess({ dataDir: folder.path })
  const from = Date.now()
  await gateway.start()
  const office = await Office.signIn(gateway.url)
  const secretOf = (id: string) =>
    office.register({ id, name: id, area: 'a', datastreams: LEDGER_STREAMS, latenessMs: 600_000 })
  const stations: LedgerStation[] = []
  for (let number = 0; number < 10; number++)
    stations.push(new LedgerStation(`s${number}`, await secretOf(`s${number}`), gateway.mqttPort, 20))
  await office.addRule({
    name: 'high',
    appliesTo: { property: 'water-level' },
    condition: { kind: 'threshold', direction: 'above' },
    levels: { yellow: { raiseAt: 4, clearBelow: 3.5 } },
  })
  const console_ = () =>
    io(gateway.url, {
      transports: ['websocket'],
      forceNew: true,
      reconnection: false,
      extraHeaders: { cookie: office.cookie, origin: gateway.url },
    })
  const joined = async () => {
    const client = console_()
    await new Promise<void>((resolve, reject) => {
      client.once('connect', () => resolve())
      client.once('connect_error', reject)
    })
    await client.emitWithAck('watch', { stations: '*' })
    return client
  }
  const awake = await joined()
  const warned: number[] = []
  awake.on('observations', (_batch: unknown, acknowledge?: () => void) => acknowledge?.())
  awake.on('warning', () => warned.push(performance.now()))
  const frozen = await Promise.all(Array.from({ length: CONSOLES }, joined))
  for (const client of frozen) {
    const { transport } = client.io.engine as unknown as { transport: { ws: { _socket: Socket } } }
    transport.ws._socket.pause()
  }
  const before = usageOf(gateway.pid).peakMegabytes

  const devices: RawDevice[] = []
  for (let number = 0; number < DEVICES; number++) {
    const id = `f${number}`
    const device = await RawDevice.signIn(gateway.mqttPort, { username: id, password: await secretOf(id) })
    device.stream.pause()
    for (let frame = 0; frame < FRAMES; frame++) {
      const payload = `{"ts":${from + frame},"values":{"level":1}}`
      device.stream.write(publishPacket({ topic: `stations/${id}/readings`, messageId: 1 + frame, payload }))
    }
    devices.push(device)
  }
  const heardBefore = warned.length
  const acknowledgedBefore = stations.map(({ acknowledged }) => acknowledged.size)
  for (const station of stations) station.slowest = 0
  await new Promise((resolve) => setTimeout(resolve, 5000))
  const slowest = Math.max(...stations.map((station) => station.slowest))
  for (const [index, { acknowledged }] of stations.entries())
    expect(acknowledged.size - (acknowledgedBefore[index] ?? 0)).toBeGreaterThan(10)
  expect(warned.length).toBeGreaterThan(heardBefore)
  const grown = usageOf(gateway.pid).peakMegabytes - before
  console.log(
    `beside ${CONSOLES} frozen consoles and ${DEVICES} frozen devices: acknowledged within ${Math.round(slowest)} ms at most, ${grown} MB more`,
  )
  expect(grown).toBeLessThan(250)
  // Consoles that take nothing are let go of, and can come back.
  await eventually(
    'the frozen consoles to be let go of',
    () => ((gateway.output.match(/live\.disconnected/g)?.length ?? 0) >= CONSOLES ? true : undefined),
    60_000,
  )
  for (const station of stations) await station.stop()
  for (const device of devices) device.cut()
  for (const client of frozen) client.disconnect()
  awake.disconnect()
  await eventually(
    'the history to have everything',
    async () => {
      const { backlog } = await office.call(calls.getSite, {})
      return backlog.history === 0 && backlog.judge === 0 ? true : undefined
    },
    30_000,
  )
  await expectWell(gateway.url)
  expect((await lostOf(stations, office, from)).lost).toEqual([])
  expect(await gateway.stop()).toBe(0)
  folder.remove()
})
