import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { FLOWS_PATH, FLOWS_USER_HEADER, type FlowsStart } from '@tocsin/contract'
import type { Gateway } from './gateway.ts'
import type { FlowsLog } from './limited-log.ts'
import { readUser } from './user.ts'

/** This package is itself a module of Node-RED: its nodes and its examples. */
const OWN_NODES = join(import.meta.dirname, '..')
const EMAIL_NODES = dirname(createRequire(import.meta.url).resolve('node-red-node-email/package.json'))

/** Node-RED's levels: 10 fatal, 20 error, 30 warn, 40 info. */
const ERROR = 20

/** Node-RED as part of this box: no sign-in of its own, nothing installed from elsewhere, nothing asked of the world. */
export function settingsFor(start: FlowsStart, gateway: Gateway, log: FlowsLog): object {
  const { userDir, credentialSecret, editorSecret, safe } = start
  const rights = (username: string) => ({ username, permissions: '*' })
  return {
    userDir,
    flowFile: 'flows.json',
    flowFilePretty: true,
    credentialSecret,
    safeMode: safe,
    // What `file` nodes name without a folder.
    fileWorkingDirectory: join(userDir, 'files'),
    nodesDir: [OWN_NODES, EMAIL_NODES],
    // Starting programs is refused to this process (decision 11); a node that could only fail is not offered.
    nodesExcludes: ['90-exec.js'],

    httpAdminRoot: FLOWS_PATH,
    // No page and no call of a flow: they would share the console's origin, and its sessions.
    httpNodeRoot: false,
    httpStatic: [],
    adminAuth: {
      type: 'credentials',
      users: async (username: string) => rights(username),
      authenticate: async () => null,
      tokens: async (token: string) => {
        const user = readUser(token, editorSecret, Date.now())
        return user === undefined ? null : rights(user)
      },
      tokenHeader: FLOWS_USER_HEADER,
    },

    telemetry: { enabled: false, updateNotification: false },
    externalModules: {
      autoInstall: false,
      palette: { allowInstall: false, allowUpload: false },
      modules: { allowInstall: false },
    },
    functionExternalModules: false,
    editorTheme: {
      page: { title: 'Tocsin · Node-RED' },
      header: { title: 'Tocsin · Node-RED' },
      // Whoever is there is signed in to the console.
      userMenu: false,
      tours: false,
      palette: { catalogues: [] },
      projects: { enabled: false },
      menu: { 'menu-item-help': false },
      codeEditor: { lib: 'monaco' },
    },
    paletteCategories: [
      'subflows',
      'Tocsin',
      'common',
      'function',
      'network',
      'sequence',
      'parser',
      'storage',
    ],
    // Flows can be stopped and started in the editor: after safe mode that is the way back.
    runtimeState: { enabled: true, ui: true },
    diagnostics: { enabled: false, ui: false },
    exportGlobalContextKeys: false,
    contextStorage: { default: { module: 'memory' }, file: { module: 'localfilesystem' } },

    logging: {
      console: { level: 'off', metrics: false, audit: false },
      gateway: {
        level: 'warn',
        metrics: false,
        audit: false,
        handler: () => (entry: { level: number; msg: unknown; name?: string; type?: string }) => {
          const { level, msg, type, name } = entry
          const where = type === undefined ? '' : `[${type}${name ? `: ${name}` : ''}] `
          const text = `${where}${msg instanceof Error ? msg.message : String((msg as { message?: unknown } | undefined)?.message ?? msg)}`
          if (level <= ERROR) log.error(text)
          else log.warn(text)
        },
      },
    },
    // What the nodes of this package talk to; flows cannot see it.
    tocsin: gateway,
  }
}
