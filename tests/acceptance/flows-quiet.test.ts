import { fork } from 'node:child_process'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { FLOWS_PATH, FLOWS_USER_HEADER, type FlowsSaid, type FlowsStart } from '@tocsin/contract'
import { signUser } from '@tocsin/gateway/flows/editor-user'
import { expect, it, onTestFinished } from 'vitest'
import { temporaryFolder } from '../rig/gateway-process.ts'
import { eventually } from '../rig/office.ts'

const MAIN = join(import.meta.dirname, '..', '..', 'apps', 'flows', 'src', 'main.ts')
const GUARD = join(import.meta.dirname, '..', 'rig', 'flows-guard.ts')

/** Node-RED's own process, and what it says. */
async function startAlone() {
  const folder = temporaryFolder()
  const userDir = join(folder.path, 'flows')
  mkdirSync(userDir)
  const said: FlowsSaid[] = []
  const child = fork(MAIN, {
    execArgv: ['--no-warnings', '--import', GUARD],
    env: {},
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  })
  const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  onTestFinished(async () => {
    child.kill('SIGKILL')
    await exited
    folder.remove()
  })
  child.on('message', (message) => said.push(message as FlowsSaid))
  const start: FlowsStart = {
    // Nobody listens there: Node-RED starts without a gateway to talk to as well.
    gatewayUrl: 'http://127.0.0.1:9',
    token: 'none',
    userDir,
    credentialSecret: 'a secret of this test',
    editorSecret: 'another',
    safe: false,
  }
  child.send(start)
  const ready = await eventually('Node-RED', () => said.find((one) => one.said === 'ready'), 30_000)
  const url = `http://127.0.0.1:${ready.port}${FLOWS_PATH}`
  return { said, url, secret: start.editorSecret }
}

it('Node-RED asks nothing of the world, and lets nobody in without the gateway’s word', async () => {
  const { said, url, secret } = await startAlone()
  const as = (token: string) => fetch(`${url}settings`, { headers: { [FLOWS_USER_HEADER]: token } })
  const now = Date.now()
  for (const token of [
    '',
    'admin',
    signUser('admin', 'a guess', now),
    signUser('admin', secret, now - 120_000),
  ]) {
    expect((await as(token)).status).toBe(403)
  }
  const response = await as(signUser('chen', secret, now))
  const settings = (await response.json()) as Record<string, unknown>
  expect(settings).toMatchObject({ user: { username: 'chen' }, telemetryEnabled: false })
  expect(JSON.stringify(settings)).not.toMatch(/https?:\/\/(?!127\.|localhost)/)
  // What it would do at its start, it has done by now.
  await new Promise((resolve) => setTimeout(resolve, 3000))
  expect(said.filter((one) => one.said === 'log' && one.text.startsWith('beyond'))).toEqual([])
})
