import { spawnSync } from 'node:child_process'
import { existsSync, rmSync, writeFileSync } from 'node:fs'
import { delimiter, join } from 'node:path'

/** A Debian package that something here needs. `binary` also counts as installed when it came from elsewhere. */
export interface DebianPackage {
  readonly name: string
  readonly binary?: string
  readonly why: string
}

/** What the real-component tests run against. */
const PACKAGES: readonly DebianPackage[] = [
  { name: 'influxdb', binary: 'influxd', why: 'the second history, InfluxDB 1.6' },
  { name: 'chromium', binary: 'chromium', why: 'the browser tests' },
  { name: 'mosquitto-clients', binary: 'mosquitto_pub', why: 'a foreign MQTT client' },
  { name: 'mariadb-server', binary: 'mariadbd', why: 'a county’s hydrology database, MariaDB' },
  { name: 'postgresql', why: 'a county’s hydrology database, PostgreSQL' },
  { name: 'fonts-noto-cjk', why: 'Chinese text in screenshots' },
]

/** dpkg asks this file whether a package may start its service; 101 is "no". */
const POLICY = '/usr/sbin/policy-rc.d'

export type Installation =
  | { readonly ok: true }
  /** `command` is what somebody with the rights to do so runs first. */
  | { readonly ok: false; readonly reason: string; readonly command: string }

/** Makes sure Debian packages are there. As root it installs what is missing and says so; otherwise it says what to run. */
export function ensureDebianPackages(say: (line: string) => void, packages = PACKAGES): Installation {
  const missing = packages.filter((wanted) => !installed(wanted.name) && !onPath(wanted.binary))
  if (missing.length === 0) return { ok: true }
  const names = missing.map((wanted) => wanted.name)
  const install = ['install', '-y', '--no-install-recommends', ...names]
  const command = `sudo apt-get update && sudo apt-get ${install.join(' ')}`
  for (const { name, why } of missing) say(`needs the Debian package ${name}: ${why}`)
  if (process.getuid?.() !== 0) {
    return {
      ok: false,
      reason: `Debian packages are missing (${names.join(', ')}), and this is not root`,
      command,
    }
  }
  say(`installing ${names.join(', ')}`)
  const done = withoutStartingServices(() => aptGet('update') && aptGet(...install))
  return done ? { ok: true } : { ok: false, reason: `could not install ${names.join(', ')}`, command }
}

function installed(name: string): boolean {
  const { stdout } = spawnSync('dpkg-query', ['-W', '-f', `\${db:Status-Status}`, name], { encoding: 'utf8' })
  return stdout === 'installed'
}

function onPath(binary: string | undefined): boolean {
  if (binary === undefined) return false
  return (process.env['PATH'] ?? '').split(delimiter).some((folder) => existsSync(join(folder, binary)))
}

function aptGet(...words: string[]): boolean {
  const { status } = spawnSync('apt-get', ['-q', ...words], {
    stdio: ['ignore', 'inherit', 'inherit'],
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
  })
  return status === 0
}

/** The tests start their own influxd on a free port; a system-wide one would only be in the way. */
function withoutStartingServices<T>(act: () => T): T {
  if (existsSync(POLICY)) return act()
  writeFileSync(POLICY, '#!/bin/sh\nexit 101\n', { mode: 0o755 })
  try {
    return act()
  } finally {
    rmSync(POLICY, { force: true })
  }
}
