import { spawnSync } from 'node:child_process'
import { readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'

/** What the console is built from. */
const SOURCES = [
  'apps/dashboard/src',
  'apps/dashboard/public',
  'apps/dashboard/index.html',
  'apps/dashboard/answer.html',
  'apps/dashboard/package.json',
  'apps/dashboard/vite.config.ts',
  'packages/contract/src',
  'packages/core/src',
]
const BUILT = 'apps/dashboard/dist/index.html'

/** Builds the console when it has not been built since its sources last changed. Answers false when the build fails. */
export function buildConsole(root: string, say: (line: string) => void): boolean {
  const built = changedAt(join(root, BUILT))
  if (built > Math.max(...SOURCES.map((source) => changedAt(join(root, source))))) return true
  say('building the console …')
  // In PATH, because pnpm itself runs the demo.
  const { status, stdout, stderr, error } = spawnSync('pnpm', ['--filter', '@tocsin/dashboard', 'build'], {
    cwd: root,
    encoding: 'utf8',
  })
  if (status === 0) return true
  say(
    error ? `pnpm could not be run (${error.message}); start the demo by "npm start"` : `${stdout}${stderr}`,
  )
  return false
}

/** The newest change of a file, or of any file in a folder; 0 when it is not there. Tests do not count. */
function changedAt(path: string): number {
  const stat = statSync(path, { throwIfNoEntry: false })
  if (stat === undefined) return 0
  if (!stat.isDirectory()) return /\.test\.tsx?$/.test(path) ? 0 : stat.mtimeMs
  return Math.max(0, ...readdirSync(path).map((name) => changedAt(join(path, name))))
}
