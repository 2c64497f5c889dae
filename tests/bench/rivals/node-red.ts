import { spawnSync } from 'node:child_process'
import { existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { freePort, startInfluxd } from '../../contracts/influxd.ts'
import { temporaryFolder } from '../../rig/gateway-process.ts'
import { flowOf } from './flow.ts'
import { type Rival, startRival } from './rival.ts'

const FOLDER = join(import.meta.dirname, 'node-red')
const DATABASE = 'bench'

/** What InfluxDB answers a count with; no series where there is nothing. */
interface Counted {
  readonly results: readonly {
    readonly series?: readonly { readonly values: readonly [number, number][] }[]
  }[]
}

/** Node-RED 5 with a broker, a judge, InfluxDB and a websocket: the whole that the gateway is, put together by hand. */
export interface NodeRed extends Rival {
  /** Where its warnings and latest values are shown: `ws://…`. */
  readonly liveUrl: string
  /** Readings that InfluxDB holds. */
  stored(): Promise<number>
}

/**
 * Starts Node-RED with one flow: aedes node → function node (parse, ten rules) → InfluxDB node in batches of 5,000 or a second, and
 * a websocket node with warnings at once and the latest values ten times a second. Like any broker of its kind it acknowledges before it
 * has done any of it, and loses on a crash what it has not stored.
 */
export async function startNodeRed(): Promise<NodeRed> {
  install()
  const influxd = await startInfluxd()
  const query = async (q: string): Promise<string> => {
    const response = await fetch(`${influxd.url}/query?db=${DATABASE}&q=${encodeURIComponent(q)}`, {
      method: 'POST',
    })
    return response.text()
  }
  await query(`CREATE DATABASE ${DATABASE}`)
  const folder = temporaryFolder()
  const [mqttPort, uiPort] = [await freePort(), await freePort()]
  writeFileSync(
    join(folder.path, 'flows.json'),
    JSON.stringify(flowOf({ mqttPort, influxPort: new URL(influxd.url).port, database: DATABASE })),
  )
  writeFileSync(
    join(folder.path, 'settings.js'),
    `module.exports = ${JSON.stringify({
      uiHost: '127.0.0.1',
      uiPort,
      httpAdminRoot: false,
      flowFile: 'flows.json',
      credentialSecret: 'bench',
      telemetry: { enabled: false },
      externalModules: { palette: { allowInstall: false }, modules: { allowInstall: false } },
      logging: { console: { level: 'warn' } },
    })}\n`,
  )
  const rival = await startRival({
    name: 'Node-RED',
    command: process.execPath,
    args: [
      '--require',
      join(FOLDER, 'loopback.cjs'),
      join(FOLDER, 'node_modules', 'node-red', 'red.js'),
      '--userDir',
      folder.path,
      '--settings',
      join(folder.path, 'settings.js'),
    ],
    mqttPort,
    cwd: FOLDER,
  })
  return {
    ...rival,
    liveUrl: `ws://127.0.0.1:${uiPort}/live`,
    async stored() {
      const { results } = JSON.parse(await query('SELECT count(value) FROM observation')) as Counted
      return results[0]?.series?.[0]?.values[0]?.[1] ?? 0
    },
    async stop() {
      await rival.stop()
      await influxd.remove()
      folder.remove()
    },
  }
}

/** Its packages come by npm, by the lock file beside them, when the bench is first run. */
function install(): void {
  if (existsSync(join(FOLDER, 'node_modules', 'node-red', 'red.js'))) return
  console.log('  installing Node-RED, as a rival')
  const words = ['ci', '--ignore-scripts', '--omit=optional', '--no-audit', '--no-fund']
  const { status } = spawnSync('npm', words, { cwd: FOLDER, stdio: ['ignore', 'ignore', 'inherit'] })
  if (status !== 0) throw new Error(`Node-RED could not be installed: npm ${words.join(' ')} in ${FOLDER}`)
}
