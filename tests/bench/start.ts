import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { freePort } from '../contracts/influxd.ts'
import { launchChromium } from '../rig/chromium.ts'
import { temporaryFolder } from '../rig/gateway-process.ts'
import { eventually } from '../rig/office.ts'
import type { Figure } from './spread.ts'

const ROOT = join(import.meta.dirname, '..', '..')
const FIRST_WITHIN_S = 150
const SECOND_WITHIN_S = 10

/** A value that was true a moment ago, not one of the days before. */
const SHOWS_LIVE_VALUE =
  '[...document.querySelectorAll("[data-testid=value][data-time]")].some((one) => Date.now() - Number(one.dataset.time) < 30000)'

/**
 * From `npm start` in a fresh clone of HEAD, with an empty package store and the host's own Node, to the first live value in a browser; then
 * the same again with everything installed.
 */
export async function start(): Promise<Figure[]> {
  const folder = temporaryFolder()
  const clone = join(folder.path, 'clone')
  execFileSync('git', ['clone', '--quiet', ROOT, clone])
  const [http, mqtt] = [await freePort(), await freePort()]
  const first = await once()
  const second = await once()
  folder.remove()
  return [
    {
      what: 'npm start in a fresh clone → first live value, s',
      measured: first.toFixed(1),
      asked: `≤ ${FIRST_WITHIN_S}`,
      held: first <= FIRST_WITHIN_S,
    },
    {
      what: 'npm start again → first live value, s',
      measured: second.toFixed(1),
      asked: `≤ ${SECOND_WITHIN_S}`,
      held: second <= SECOND_WITHIN_S,
    },
  ]

  async function once(): Promise<number> {
    const browser = await launchChromium()
    const page = await browser.newPage()
    const begun = performance.now()
    const child = spawn('npm', ['start'], {
      cwd: clone,
      detached: true,
      stdio: ['ignore', 'inherit', 'inherit'],
      env: {
        ...process.env,
        // The host's Node, not the pinned one that runs this bench; and nothing downloaded before.
        PATH: (process.env['PATH'] ?? '')
          .split(':')
          .filter((one) => !one.includes('node_modules'))
          .join(':'),
        XDG_DATA_HOME: join(folder.path, 'store'),
        XDG_CACHE_HOME: join(folder.path, 'cache'),
        TOCSIN_HTTP_PORT: String(http),
        TOCSIN_MQTT_PORT: String(mqtt),
      },
    })
    try {
      const url = `http://127.0.0.1:${http}`
      for (;;) {
        if (child.exitCode !== null) throw new Error(`npm start ended with ${child.exitCode}`)
        const up = await fetch(`${url}/api/health`).then(
          (answer) => answer.ok,
          () => false,
        )
        if (up) break
        await new Promise((resolve) => setTimeout(resolve, 100))
      }
      await page.goto(url)
      await page.getByTestId('sign-in-username').fill('admin')
      await page
        .getByTestId('sign-in-password')
        .fill(readFileSync(join(clone, 'demo-data', 'admin-password'), 'utf8').trim())
      await page.getByTestId('sign-in-submit').click()
      // A value that was true a moment ago, not one of the days before.
      await eventually(
        'a live value',
        async () => ((await page.evaluate(SHOWS_LIVE_VALUE)) === true ? true : undefined),
        120_000,
      )
      return (performance.now() - begun) / 1000
    } finally {
      await browser.close()
      await end(child)
    }
  }
}

/** Ends the whole group that `npm start` has become. */
async function end(child: ChildProcess): Promise<void> {
  const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  if (child.pid !== undefined && child.exitCode === null) process.kill(-child.pid, 'SIGTERM')
  await exited
}
