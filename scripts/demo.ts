// `npm start`: a gateway with its console, the demonstration switched on at its first start: an invented village with simulated stations that live
// through real floods. Everything it keeps lies in demo-data/, apart from real data. It gets here through run.mjs and pnpm, under Node 24.
import { randomBytes } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join, relative, resolve } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { isRefusal, type Session, signIn } from '../devices/src/index.ts'
import { calls, type DemonstrationView } from '../packages/contract/src/index.ts'
import { buildConsole } from './demo-console.ts'
import { type DemoGateway, freePort, isReady, startGateway } from './demo-gateway.ts'

const root = join(import.meta.dirname, '..')
const folder = resolve(root, process.env['TOCSIN_DEMO_DIR'] ?? 'demo-data')
const passwordFile = join(folder, 'admin-password')
const logFile = join(folder, 'gateway.log')
/** Where the gateway keeps its data; what is new here begins with the demonstration. */
const dataDir = join(folder, 'box')
/** The banner waits this long for the demonstration, so that the first look is at full charts. */
const PATIENCE = 20_000

function shown(path: string): string {
  const fromHere = relative(process.cwd(), path)
  return fromHere.startsWith('..') ? path : fromHere || '.'
}
const say = (line: string): void => console.log(`tocsin: ${line}`)

/** What is said of the demonstration where nobody could ask. */
const NOTHING_KNOWN: DemonstrationView = { state: 'on', detail: '', hindrance: null, moments: [] }

let gateway: DemoGateway | undefined
let stopping = false

/** Says what is wrong and how to mend it, stops what runs, and ends. */
async function refuse(reason: string): Promise<never> {
  // What fails because everything is being stopped is not the reason.
  if (stopping) return new Promise(() => {})
  stopping = true
  console.error(`tocsin: ${reason}`)
  await gateway?.stop()
  process.exit(1)
}

async function stop(): Promise<void> {
  // A second signal: somebody is in a hurry.
  if (stopping) process.exit(1)
  stopping = true
  say('正在停止… stopping …')
  await gateway?.stop()
  process.exit(0)
}

async function portFrom(variable: string, fallback: number, host: string): Promise<number> {
  const wanted = process.env[variable]?.trim() || String(fallback)
  if (!/^\d{1,5}$/.test(wanted) || Number(wanted) > 65_535) {
    return refuse(`${variable} "${wanted}" is no port; expected a number from 0 to 65535`)
  }
  const port = await freePort(Number(wanted), host)
  return (
    port ??
    refuse(
      `端口 ${wanted} 已被占用 · port ${wanted} is taken; stop what uses it, or set ${variable} to a free port`,
    )
  )
}

/** The administrator's password of this demo: made at the first start, and kept for its owner's eyes. */
function adminPassword(): string {
  if (existsSync(passwordFile)) return readFileSync(passwordFile, 'utf8').trim()
  const password = randomBytes(9).toString('base64url')
  writeFileSync(passwordFile, `${password}\n`, { mode: 0o600 })
  return password
}

function banner(url: string, mqtt: string, password: string, { state, moments }: DemonstrationView): string {
  const ahead = moments
    .filter(({ at }) => at > Date.now())
    .map(({ station, threshold, at }) => {
      // The zone that the console shows.
      const timeZone = process.env['TOCSIN_TIME_ZONE'] ?? 'Asia/Shanghai'
      const time = new Date(at).toLocaleTimeString('en-GB', { timeZone })
      return `  ${time}  ${station} 水位将超过 ${threshold} m · rises through ${threshold} m`
    })
  const isOn = state !== 'off'
  return [
    '',
    isOn ? '  Tocsin 模拟演示 · demonstration' : '  Tocsin（演示已结束 · the demonstration is off）',
    '',
    `  控制台   console    ${url}`,
    '  用户名   user       admin',
    `  密码     password   ${password}`,
    `  MQTT                ${mqtt}`,
    '',
    ...(ahead.length > 0 ? [...ahead, ''] : []),
    ...(isOn
      ? [
          '  数据为真实洪水的回放与模拟，人员站名系虚构，不呼叫任何人 · Replayed and simulated data, invented people; nobody is called:',
          '  © Environment Agency (OGL v3.0); U.S. Geological Survey',
          '  结束演示 end it: 系统 → 模拟演示 · System → Demonstration',
        ]
      : [`  首次设置 first run: ${url}/setup`]),
    `  停止 stop: Ctrl-C     从头开始 start afresh: rm -r ${shown(folder)}`,
    '',
  ].join('\n')
}

/** Waits until the demonstration stands as it is to stand; answers how it stands when patience ends. */
async function settled(session: Session): Promise<DemonstrationView> {
  const until = performance.now() + PATIENCE
  for (;;) {
    // The gateway starts anew for it: meanwhile nobody answers.
    const view = await session(calls.getDemonstration, {}).catch(() => undefined)
    if (view !== undefined && (view.state === 'on' || view.state === 'failed')) return view
    if (performance.now() > until || stopping) {
      return view ?? { state: 'starting', detail: '', hindrance: null, moments: [] }
    }
    await wait(300)
  }
}

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => void stop())

const bind = process.env['TOCSIN_BIND']?.trim() || '127.0.0.1'
const host = bind === '0.0.0.0' || bind === '::' ? '127.0.0.1' : bind
const httpPort = await portFrom('TOCSIN_HTTP_PORT', 3000, bind)
const mqttPort = await portFrom('TOCSIN_MQTT_PORT', 1883, bind)
const url = `http://${host.includes(':') ? `[${host}]` : host}:${httpPort}`
const mqtt = url.replace(/^http/, 'mqtt').replace(/\d+$/, String(mqttPort))

try {
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  writeFileSync(logFile, '')
} catch (error) {
  await refuse(
    `${shown(folder)} cannot be written (${(error as Error).message}); change its owner, or set TOCSIN_DEMO_DIR`,
  )
}
if (!buildConsole(root, say)) await refuse('the console could not be built; its errors are above')

const password = adminPassword()
say('正在启动… starting the gateway …')
gateway = startGateway({ root, dataDir, logFile, httpPort, mqttPort, adminPassword: password })
void gateway.ended.then(async (how) => {
  // Ctrl-C reaches the gateway as well, and it may be the first to end.
  await wait(300)
  if (!stopping) await refuse(`网关已退出 · the gateway ended (${how}); its log is ${shown(logFile)}`)
})

if (await isReady(gateway, url)) {
  const session = await signIn(url, 'admin', password).catch((error: unknown) =>
    // Changed in the console, as it should be: the demonstration goes on without this program.
    isRefusal(error, 401) ? undefined : refuse(`could not sign in: ${(error as Error).message}`),
  )
  if (session === undefined) {
    console.log(banner(url, mqtt, '(已更改 changed in the console)', NOTHING_KNOWN))
  } else {
    const now = await session(calls.getDemonstration, {}).catch(() => undefined)
    if (now?.state !== 'off') say('正在准备演示… preparing the demonstration …')
    const view = now?.state === 'off' ? now : await settled(session)
    if (view.state === 'failed') say(`演示出错 · the demonstration failed: ${view.detail}`)
    if (!stopping) console.log(banner(url, mqtt, password, view))
  }
} else if (!stopping) {
  await wait(500)
  if (!stopping) await refuse(`the gateway does not answer at ${url}; its log is ${shown(logFile)}`)
}
