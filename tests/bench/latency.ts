import { runLoadInThreads } from '@tocsin/devices'
import { io, type Socket } from 'socket.io-client'
import { launchChromium } from '../rig/chromium.ts'
import { GatewayProcess, temporaryFolder } from '../rig/gateway-process.ts'
import { Office } from '../rig/office.ts'
import { settleCounty } from './county.ts'
import { type Figure, showSpread, spreadOf } from './spread.ts'

const STATIONS = 1000
const RULES = 10
const RATE = 2000
const SOCKET_CLIENTS = 20
const MOST_MS = 250

/**
 * From the moment a reading is published (its own `ts`) to the moment a client has it, at 2,000 readings/s, with 20 socket clients and
 * one Chromium that shows the overview. The browser's figure is taken in the page, when the value stands in the document.
 */
export async function latency({ rounds = 3, seconds = 10 } = {}): Promise<Figure[]> {
  const folder = temporaryFolder()
  const stations = await settleCounty(folder.path, { stations: STATIONS, rules: RULES })
  const gateway = new GatewayProcess({ dataDir: folder.path })
  await gateway.start()
  const office = await Office.signIn(gateway.url)
  const browser = await launchChromium()
  const page = await browser.newPage()
  await office.signInPage(page)

  const delays: number[] = []
  const sockets: Socket[] = []
  for (let client = 0; client < SOCKET_CLIENTS; client++) {
    const socket = io(gateway.url, {
      transports: ['websocket'],
      extraHeaders: { cookie: office.cookie, origin: gateway.url },
      forceNew: true,
    })
    socket.on(
      'observations',
      ({ observations }: { observations: { phenomenonTime: number }[] }, acknowledge?: () => void) => {
        const now = Date.now()
        for (const { phenomenonTime } of observations) delays.push(now - phenomenonTime)
        acknowledge?.()
      },
    )
    await new Promise<void>((resolve, reject) =>
      socket.once('connect', resolve).once('connect_error', reject),
    )
    await socket.emitWithAck('watch', { stations: '*' })
    sockets.push(socket)
  }

  const p99s: number[] = []
  const browserP99s: number[] = []
  const acks: number[] = []
  for (let round = 0; round < rounds; round++) {
    delays.length = 0
    await page.evaluate(watchValues)
    const stats = await runLoadInThreads(
      { host: '127.0.0.1', port: gateway.mqttPort, stations, rate: RATE, connectsPerSecond: 1000 },
      { seconds, warmUpSeconds: 2, threads: 1 },
    )
    if (stats.errors > 0) throw new Error(`the load met ${stats.errors} errors: ${stats.firstError}`)
    const seen = (await page.evaluate('window.delays')) as number[]
    p99s.push(quantile(delays, 0.99))
    browserP99s.push(quantile(seen, 0.99))
    acks.push(stats.latency.quantile(0.99))
    console.log(
      `  round ${round + 1}: sockets p99 ${p99s.at(-1)} ms of ${delays.length}, browser p99 ${browserP99s.at(-1)} ms of ${seen.length}`,
    )
  }
  for (const socket of sockets) socket.disconnect()
  await browser.close()
  await gateway.stop()
  folder.remove()

  const [toSocket, toBrowser] = [spreadOf(p99s), spreadOf(browserP99s)]
  return [
    {
      what: `publish → browser, p99, ms (${RATE}/s, ${SOCKET_CLIENTS} clients)`,
      measured: showSpread(toBrowser, 0),
      asked: `≤ ${MOST_MS}`,
      held: toBrowser.median <= MOST_MS,
    },
    {
      what: 'publish → socket client, p99, ms',
      measured: showSpread(toSocket, 0),
      asked: `≤ ${MOST_MS}`,
      held: toSocket.median <= MOST_MS,
    },
    {
      what: 'publish → PUBACK, p99, ms',
      measured: showSpread(spreadOf(acks), 1),
      asked: '',
      held: undefined,
    },
  ]
}

function quantile(values: number[], part: number): number {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.floor(part * (sorted.length - 1))] ?? Number.NaN
}

/**
 * Runs in the page: notes for each value that is replaced in the document how old its reading is at that moment. React writes the time
 * and the number in one go; an age that merely ticks on changes no time.
 */
const watchValues = `(() => {
  window.delays = []
  window.valueObserver?.disconnect()
  window.valueObserver = new MutationObserver((changes) => {
    const now = Date.now()
    for (const { target } of changes) window.delays.push(now - Number(target.dataset.time))
  })
  window.valueObserver.observe(document.body, { subtree: true, attributeFilter: ['data-time'] })
})()`
