import { connect, type Socket } from 'node:net'
import { calls } from '@tocsin/contract'
import { connectPacket, RawDevice, subscribePacket } from '@tocsin/gateway/broker/testing/raw-device'
import { type Log, silentLog } from '@tocsin/gateway/log'
import { expect, it } from 'vitest'
import { temporaryFolder } from '../rig/gateway-process.ts'
import { startGatewayUnderTest } from '../rig/gateway-under-test.ts'
import { eventually, Office } from '../rig/office.ts'
import { expectWell } from './aftermath.ts'
import { LEDGER_STREAMS, LedgerStation, lostOf } from './ledger-station.ts'

/** Commands of a kilobyte each to every subscriber: far more than a socket holds. */
const COMMANDS = 20_000
const COMMAND = Buffer.alloc(1024, 'x')
/** What the slow one takes, bytes a second. */
const SLOW = 20_000
/** What heaps up for two subscribers until they are let go of, and what a test's own process needs. */
const MOST_GROWTH = 200

it('a frozen and a slow MQTT subscriber hold up no other: both are let go of, with a line, and may come back', async () => {
  const folder = temporaryFolder()
  const lines: string[] = []
  const log: Log = {
    ...silentLog,
    warn: (event, fields) => lines.push(`${event} ${JSON.stringify(fields)}`),
    info: (event, fields) => lines.push(`${event} ${JSON.stringify(fields)}`),
  }
  const gateway = await startGatewayUnderTest(folder.path, { log })
  const office = await Office.signIn(gateway.url)
  const from = Date.now()
  const secretOf = (id: string) => office.register({ id, name: id, area: 'a', datastreams: LEDGER_STREAMS })
  const neighbours: LedgerStation[] = []
  for (let number = 0; number < 10; number++)
    neighbours.push(new LedgerStation(`s${number}`, await secretOf(`s${number}`), gateway.mqttPort, 20))

  const secrets = { frozen: await secretOf('frozen'), slow: await secretOf('slow') }
  const subscribe = async (id: 'frozen' | 'slow'): Promise<Socket> => {
    const socket = connect({ port: gateway.mqttPort, host: '127.0.0.1', noDelay: true })
    const device = new RawDevice(socket)
    device.send(connectPacket({ clientId: id, username: id, password: secrets[id] }))
    expect(await device.answer()).toBe('20020000')
    device.send(subscribePacket(`stations/${id}/commands`))
    await device.next()
    socket.pause()
    return socket
  }
  const [frozen, slow] = [await subscribe('frozen'), await subscribe('slow')]
  // A sip now and then: never enough, and never nothing.
  let taken = 0
  const sips = setInterval(() => {
    const sip = slow.read(Math.min(SLOW / 10, slow.readableLength)) as Buffer | null
    taken += sip?.length ?? 0
  }, 100)

  const before = process.memoryUsage.rss()
  for (const station of neighbours) station.slowest = 0
  for (let sent = 0; sent < COMMANDS; sent++) {
    gateway.broker.publishCommand('frozen', COMMAND)
    gateway.broker.publishCommand('slow', COMMAND)
    if (sent % 500 === 0) await new Promise((resolve) => setTimeout(resolve, 10))
  }
  await eventually(
    'the frozen one to be let go of',
    () => (gateway.broker.stats().refused.frozen >= 1 ? true : undefined),
    30_000,
  )
  const acknowledged = neighbours.map((station) => station.acknowledged.size)
  await new Promise((resolve) => setTimeout(resolve, 2000))
  for (const [index, station] of neighbours.entries())
    expect(station.acknowledged.size - (acknowledged[index] ?? 0)).toBeGreaterThan(10)
  const slowest = Math.max(...neighbours.map((station) => station.slowest))
  const grown = Math.round((process.memoryUsage.rss() - before) / 1024 / 1024)
  console.log(
    `beside a frozen and a slow subscriber (${Math.round(taken / 1024)} KiB taken): acknowledged within ${Math.round(slowest)} ms at most, ${grown} MB more`,
  )
  expect(slowest).toBeLessThan(2000)
  expect(grown).toBeLessThan(MOST_GROWTH)
  // The line names the station and what it did.
  expect(lines.filter((line) => line.includes('"frozen"')).join('\n')).toMatch(/frozen/)
  clearInterval(sips)
  slow.destroy()
  frozen.destroy()

  // It comes back, and is served.
  const again = await subscribe('frozen')
  again.resume()
  gateway.broker.publishCommand('frozen', 'hello')
  await eventually('the command', () => (again.bytesRead > 20 ? true : undefined))
  again.destroy()
  for (const station of neighbours) await station.stop()
  await eventually('the history to have everything', async () => {
    const { backlog } = await office.call(calls.getSite, {})
    return backlog.history === 0 && backlog.judge === 0 ? true : undefined
  })
  await expectWell(gateway.url)
  expect((await lostOf(neighbours, office, from)).lost).toEqual([])
  await gateway.stop()
  folder.remove()
})
