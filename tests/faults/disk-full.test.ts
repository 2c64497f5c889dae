import { execFileSync } from 'node:child_process'
import { mkdirSync, rmSync, statfsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type PartCode, partAdvice } from '@tocsin/core'
import mqtt from 'mqtt'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { GatewayProcess, temporaryFolder } from '../rig/gateway-process.ts'
import { eventually, Office } from '../rig/office.ts'

const folder = temporaryFolder()
const volume = join(folder.path, 'volume')

/** A small volume of its own, so that filling it harms nobody. Needs root, as `npm test` in CI has. */
beforeEach(() => {
  mkdirSync(volume, { recursive: true })
  execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=64m', 'tmpfs', volume])
})
afterEach(() => {
  execFileSync('umount', ['-l', volume])
  folder.remove()
})

it('a full disk stops acknowledgements and says so; with room again everything goes on, and nothing acknowledged is lost', async () => {
  const gateway = new GatewayProcess({
    dataDir: join(volume, 'data'),
    // The volume is smaller than what is reserved on a real one.
    environment: { TOCSIN_RESERVED_MEGABYTES: '8' },
  })
  await gateway.start()
  const office = await Office.signIn(gateway.url)
  const secret = await office.register({
    id: 'bridge',
    name: 'Bridge',
    area: 'a',
    datastreams: [{ name: 'level', property: 'water-level', unit: 'm', intervalMs: 1000 }],
    latenessMs: 600_000,
  })
  const client = mqtt.connect(`mqtt://127.0.0.1:${gateway.mqttPort}`, {
    clientId: 'bridge',
    username: 'bridge',
    password: secret,
    reconnectPeriod: 200,
  })
  client.on('error', () => {})
  const acknowledged: number[] = []
  let ts = Date.now()
  const publish = async (within: number): Promise<boolean> => {
    const at = ++ts
    const done = client.publishAsync(
      'stations/bridge/readings',
      JSON.stringify({ ts: at, values: { level: 3 } }),
      { qos: 1 },
    )
    const ok = await Promise.race([
      done.then(
        () => true,
        () => false,
      ),
      new Promise<false>((resolve) => setTimeout(() => resolve(false), within)),
    ])
    if (ok) acknowledged.push(at)
    return ok
  }
  for (let count = 0; count < 50; count++) expect(await publish(5000)).toBe(true)

  // Something else fills the disk, down to the last block.
  const ballast = join(volume, 'ballast')
  const { bavail, bsize } = statfsSync(volume)
  writeFileSync(ballast, Buffer.alloc(Math.max(0, bavail * bsize - 16 * 1024)))
  await eventually('acknowledgements to stop', async () => ((await publish(1000)) ? undefined : true), 20_000)
  const health = await eventually('health to say so', async () => {
    const asked = await Office.health(gateway.url)
    return asked.status === 'down' ? asked : undefined
  })
  expect(JSON.stringify(health.parts)).toMatch(/not acknowledged/)
  // It says in both languages what to do.
  const said = Object.values(health.parts).filter(({ status }) => status === 'down')
  for (const { code } of said) expect(partAdvice(code as PartCode, 'zh'), code).toMatch(/磁盘/)
  expect(gateway.output).toMatch(/disk\.short|journal\.failed/)

  rmSync(ballast)
  await eventually(
    'health to be well again',
    async () => ((await Office.health(gateway.url)).status === 'ok' ? true : undefined),
    20_000,
  )
  await eventually('acknowledgements again', async () => ((await publish(2000)) ? true : undefined), 20_000)

  // Short of room, but not out of it: killed then, it comes back, says so, and takes nothing in until there is room.
  const fill = statfsSync(volume)
  writeFileSync(ballast, Buffer.alloc(fill.bavail * fill.bsize - 5 * 1024 * 1024))
  await gateway.kill()
  await gateway.start()
  const short = await Office.health(gateway.url)
  expect(short).toMatchObject({ status: 'down', parts: { disk: { status: 'down' } } })
  expect(await publish(1500)).toBe(false)
  rmSync(ballast)
  await eventually(
    'acknowledgements after the restart',
    async () => ((await publish(2000)) ? true : undefined),
    20_000,
  )
  await client.endAsync(true)

  // Nothing is corrupt: it stops, starts, and has every acknowledged reading.
  expect(await gateway.stop()).toBe(0)
  await gateway.start()
  const again = await Office.signIn(gateway.url)
  const kept = new Set(
    (await again.observations('bridge/level', 0, ts + 1)).map(({ phenomenonTime }) => phenomenonTime),
  )
  expect(acknowledged.filter((at) => !kept.has(at))).toEqual([])
  await gateway.stop()
})
