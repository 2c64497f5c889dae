import { randomBytes } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, realpathSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { FLOWS_CALLS, type FlowsView, type Part } from '@tocsin/contract'
import type { Access } from '../access/access.ts'
import type { Loan } from '../access/loans.ts'
import { newSecret } from '../access/secret.ts'
import type { Door } from '../http/door.ts'
import type { FlowsService } from '../http/flows-service.ts'
import type { Log } from '../log.ts'
import { part } from '../part.ts'
import { createEditor, type Editor } from './editor.ts'
import { keepOnDisk } from './flows-on-disk.ts'
import type { ProcessLimits } from './node-red-process.ts'
import { Supervisor } from './supervisor.ts'

/** Who flows are, in the audit log and in records. */
const FLOWS = { id: 'flows', name: 'Node-RED' }

export const FLOWS_LIMITS: ProcessLimits = {
  startWithinMs: 60_000,
  silentForMs: 10_000,
  endWithinMs: 3000,
  memory: 512 * 1024 * 1024,
}

export interface FlowsOptions {
  /** The folder of the package `apps/flows`; undefined: switched off. */
  readonly flowsDir: string | undefined
  readonly dataDir: string
  readonly timeZone: string
  readonly limits?: Partial<ProcessLimits> | undefined
  readonly access: Access
  readonly log: Log
  /** Opens a way to the gateway's calls on the loopback. */
  readonly openDoor: () => Promise<Door>
}

/** Node-RED beside the gateway: started, watched, and never waited for. */
export interface Flows {
  readonly service: FlowsService
  readonly editor: Editor
  part(): Part
  start(): void
  stop(): Promise<void>
}

export function createFlows(options: FlowsOptions): Flows {
  const { flowsDir, dataDir, timeZone, access, log } = options
  let door: Promise<Door> | undefined
  let loan: Loan | undefined
  let editorSecret = ''

  const supervisor =
    flowsDir === undefined
      ? undefined
      : new Supervisor({
          flowsDir,
          timeZone,
          limits: { ...FLOWS_LIMITS, ...options.limits },
          log,
          async begin() {
            door ??= options.openDoor()
            const { url } = await door
            const userDir = join(dataDir, 'flows')
            mkdirSync(join(userDir, 'files'), { recursive: true, mode: 0o700 })
            loan?.end()
            loan = access.loans.lend({
              kind: 'machine',
              ...FLOWS,
              role: 'operator',
              grant: `flows:${newSecret()}`,
              only: new Set(FLOWS_CALLS),
            })
            editorSecret = newSecret()
            return {
              gatewayUrl: url,
              token: loan.secret,
              userDir: realpathSync(userDir),
              credentialSecret: credentialSecret(join(dataDir, 'flows.key')),
              editorSecret,
            }
          },
          over() {
            loan?.end()
            loan = undefined
          },
        })
  const view = (): FlowsView => supervisor?.view() ?? OFF
  const editor = createEditor({
    access,
    target() {
      const port = supervisor?.port
      return port === undefined ? undefined : { port, secret: editorSecret }
    },
    deployed: () => void keepOnDisk(join(dataDir, 'flows')),
  })

  return {
    editor,
    service: {
      view,
      restart() {
        if (supervisor === undefined) {
          return { ok: false, refusal: { kind: 'not-now', detail: 'flows are switched off (TOCSIN_FLOWS)' } }
        }
        void supervisor.restart()
        return { ok: true, flows: view() }
      },
    },
    part: () => partOf(view()),
    start: () => supervisor?.start(),
    async stop() {
      editor.stop()
      await supervisor?.stop()
      await (await door?.catch(() => undefined))?.close()
    },
  }
}

const OFF: FlowsView = {
  state: 'off',
  since: 0,
  nextAt: null,
  ends: 0,
  lastEnd: null,
  memory: null,
  processor: null,
  busyForMs: null,
}

/** Never `down`: no warning depends on it. */
function partOf({ state, lastEnd, nextAt, busyForMs }: FlowsView): Part {
  const why = lastEnd === null ? '' : ` (${lastEnd.detail})`
  switch (state) {
    case 'off':
      return part('ok', 'flows-off')
    case 'starting':
      return part('ok', 'flows-starting')
    case 'running':
      return busyForMs === null
        ? part('ok', 'flows-running')
        : part('degraded', 'flows-busy', { busyMs: busyForMs })
    case 'restarting':
      return part('degraded', 'flows-restarting', { why, nextAt: nextAt ?? 0 })
    case 'safe-mode':
      return part('degraded', 'flows-safe-mode', { why })
    default:
      state satisfies never
      throw new Error('flows in an unknown state')
  }
}

/** Encrypts what flows keep of passwords. It lies where flows cannot read. */
function credentialSecret(path: string): string {
  if (!existsSync(path)) writeFileSync(path, randomBytes(32).toString('hex'), { mode: 0o600, flag: 'wx' })
  return readFileSync(path, 'utf8').trim()
}
