import { connect } from 'node:net'
import { type LoadStation, runLoadInThreads } from '@tocsin/devices'
import { connectPacket, publishPacket, RawDevice } from '@tocsin/gateway/broker/testing/raw-device'
import { GatewayProcess, temporaryFolder } from '../rig/gateway-process.ts'
import { settleCounty } from './county.ts'
import { startBareAedes, startMosquitto } from './rivals/brokers.ts'
import { startNodeRed } from './rivals/node-red.ts'
import type { Rival } from './rivals/rival.ts'
import { type Figure, figureOf, printFigures } from './spread.ts'

const STATIONS = 10_000
const RULES = 10
const JOURNALLED = 1_000_000
const MOST_SECONDS = 5

/**
 * Killed (`kill -9`) with 10,000 stations and a million readings in its journal: from its start to the acknowledgement of a first reading. The
 * rivals have nothing to take up: they start empty, and have lost what they had not passed on.
 */
export async function restart({ rounds = 5 } = {}): Promise<Figure[]> {
  const folder = temporaryFolder()
  const stations = await settleCounty(folder.path, { stations: STATIONS, rules: RULES })
  const gateway = new GatewayProcess({ dataDir: folder.path })
  await gateway.start()
  let journalled = 0
  while (journalled < JOURNALLED) {
    const stats = await runLoadInThreads(
      { host: '127.0.0.1', port: gateway.mqttPort, stations, rate: 'max', connectsPerSecond: 2000 },
      { seconds: 5, threads: 1 },
    )
    if (stats.errors > 0) throw new Error(`the load met ${stats.errors} errors: ${stats.firstError}`)
    journalled += stats.accepted
    console.log(`  ${journalled.toLocaleString('en')} readings are in the journal`)
  }
  const first = stations[0] as LoadStation
  const ours: number[] = []
  const rivals = [startBareAedes, startMosquitto, startNodeRed]
  const theirs = rivals.map((): number[] => [])
  const names: string[] = []
  for (let round = 0; round < rounds; round++) {
    // In the midst of work.
    const load = runLoadInThreads(
      { host: '127.0.0.1', port: gateway.mqttPort, stations, rate: 'max', connectsPerSecond: 2000 },
      { seconds: 8, threads: 1 },
    ).catch(() => undefined)
    await new Promise((resolve) => setTimeout(resolve, 7000))
    await gateway.kill()
    await load
    const begun = performance.now()
    await gateway.start()
    await firstAck(gateway.mqttPort, first)
    ours.push((performance.now() - begun) / 1000)
    for (const [index, start] of rivals.entries()) {
      const since = performance.now()
      const rival: Rival = await start()
      await firstAck(rival.mqttPort, first)
      theirs[index]?.push((performance.now() - since) / 1000)
      names[index] = rival.name
      await rival.stop()
    }
    console.log(`  round ${round + 1}: ${ours.at(-1)?.toFixed(2)} s`)
  }
  await gateway.stop()
  folder.remove()
  return [
    figureOf(
      `kill -9 → first PUBACK, s (${STATIONS.toLocaleString('en')} stations, ${JOURNALLED.toLocaleString('en')} readings and more)`,
      ours,
      { most: MOST_SECONDS },
    ),
    ...theirs.map((seconds, index) =>
      figureOf(
        `… ${names[index]}, with nothing to take up${index === 2 ? ', InfluxDB included' : ''}`,
        seconds,
      ),
    ),
  ]
}

async function firstAck(port: number, { id, secret }: LoadStation): Promise<void> {
  const socket = connect({ port, host: '127.0.0.1', noDelay: true })
  await new Promise<void>((resolve, reject) => socket.once('connect', resolve).once('error', reject))
  const device = new RawDevice(socket)
  const payload = JSON.stringify({ ts: Date.now(), values: { level: 5 } })
  device.send(
    connectPacket({ clientId: id, username: id, password: secret }),
    publishPacket({ topic: `stations/${id}/readings`, messageId: 1, payload }),
  )
  const welcome = await device.answer()
  if (welcome !== '20020000') throw new Error(`CONNACK ${welcome}`)
  await device.acks(1)
  device.cut()
}

if (import.meta.main) printFigures('restart', await restart())
