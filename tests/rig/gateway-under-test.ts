import { join } from 'node:path'
import { type Gateway, startGateway } from '@tocsin/gateway'
import { type Clock, systemClock } from '@tocsin/gateway/clock'
import { type Config, readConfig } from '@tocsin/gateway/config'
import { type Log, silentLog } from '@tocsin/gateway/log'
import { ADMIN_PASSWORD } from './gateway-process.ts'

const FLOWS_DIR = join(import.meta.dirname, '..', '..', 'apps', 'flows')

/** The whole gateway inside the test's own process, on free ports, so that a test can move its clock. */
export function startGatewayUnderTest(
  dataDir: string,
  { clock = systemClock, log = silentLog, ...settings }: { clock?: Clock; log?: Log } & Partial<Config> = {},
): Promise<Gateway & { url: string }> {
  const reading = readConfig({ TOCSIN_DATA_DIR: dataDir, TOCSIN_HTTP_PORT: '0', TOCSIN_MQTT_PORT: '0' })
  if (!reading.ok) throw new Error(JSON.stringify(reading.faults))
  const config: Config = { ...reading.config, adminPassword: ADMIN_PASSWORD, ...settings }
  const onBroken = (error: Error) => {
    throw error
  }
  return startGateway({ config, clock, log, onBroken, flowsDir: FLOWS_DIR }).then((gateway) =>
    Object.assign(Object.create(gateway) as Gateway, { url: `http://127.0.0.1:${gateway.httpPort}` }),
  )
}
