import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { ensureDebianPackages } from '../../../scripts/debian-packages.ts'
import { freePort } from '../../contracts/influxd.ts'
import { temporaryFolder } from '../../rig/gateway-process.ts'
import { type Rival, startRival } from './rival.ts'

/** aedes alone, the broker that the gateway is made with. */
export async function startBareAedes(): Promise<Rival> {
  const mqttPort = await freePort()
  return startRival({
    name: 'bare aedes',
    command: process.execPath,
    args: [join(import.meta.dirname, 'bare-aedes.ts'), String(mqttPort)],
    mqttPort,
  })
}

/** Mosquitto with what Debian sets (it persists sessions and retained messages, every half hour), open to anybody on the loopback. */
export async function startMosquitto(): Promise<Rival> {
  const found = ensureDebianPackages(
    (line) => console.log(`  ${line}`),
    [{ name: 'mosquitto', binary: 'mosquitto', why: 'a rival of the bench' }],
  )
  if (!found.ok) throw new Error(`${found.reason}. Run this first: ${found.command}`)
  const folder = temporaryFolder()
  const mqttPort = await freePort()
  const config = join(folder.path, 'mosquitto.conf')
  writeFileSync(
    config,
    `listener ${mqttPort} 127.0.0.1
allow_anonymous true
persistence true
persistence_location ${folder.path}/
log_dest none
set_tcp_nodelay true
`,
  )
  const rival = await startRival({
    name: 'Mosquitto',
    command: 'mosquitto',
    args: ['-c', config],
    mqttPort,
  })
  return {
    ...rival,
    async stop() {
      await rival.stop()
      folder.remove()
    },
  }
}
