import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, chownSync, existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { createConnection } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { freePort } from '../contracts/influxd.ts'

/** A real database server on a loopback port of its own, in a folder of its own, with an empty database `county` and the users `tocsin` and `writer`. */
export interface DatabaseServer {
  readonly port: number
  /** Runs SQL as the owner of everything, through the server's own client. */
  run(sql: string): void
  start(): Promise<void>
  /** Ends the process; its data stay. `SIGSTOP` and `SIGCONT` freeze and thaw it. */
  kill(signal?: NodeJS.Signals): Promise<void>
  /** Ends the process and removes its data. */
  remove(): Promise<void>
}

/** Of the user `tocsin`, who may only read, and of `writer`, who may do everything: read-only is then the session's own doing. */
export const DATABASE_PASSWORD = 'a password 密码'
const START_WITHIN_MS = 30_000

/** Both refuse to run as root: then they run as the user that their package made. */
function userOf(name: string): { uid: number; gid: number } | undefined {
  if (process.getuid?.() !== 0) return undefined
  const id = (flag: string) => Number(spawnSync('id', [flag, name], { encoding: 'utf8' }).stdout.trim())
  const [uid, gid] = [id('-u'), id('-g')]
  if (!(uid > 0)) throw new Error(`no user ${name}: is the Debian package installed?`)
  return { uid, gid }
}

function folderFor(name: string, user: { uid: number; gid: number } | undefined): string {
  const folder = mkdtempSync(join(tmpdir(), `tocsin-${name}-`))
  chmodSync(folder, 0o700)
  if (user !== undefined) chownSync(folder, user.uid, user.gid)
  return folder
}

function must(command: string, words: readonly string[], options: object = {}): string {
  const { status, stdout, stderr, error } = spawnSync(command, words, {
    encoding: 'utf8',
    cwd: '/',
    timeout: 120_000,
    ...options,
  })
  if (status !== 0)
    throw new Error(`${command} failed: ${error?.message ?? ''} ${stderr} ${stdout}`.slice(0, 2000))
  return stdout
}

async function answers(port: number): Promise<boolean> {
  const socket = createConnection({ host: '127.0.0.1', port })
  try {
    await once(socket, 'connect')
    return true
  } catch {
    return false
  } finally {
    socket.destroy()
  }
}

/** A process that is started, frozen, killed and started again. */
function supervised(
  port: number,
  begin: () => ChildProcess,
  isReady: () => boolean,
  stopSignal: NodeJS.Signals,
): Pick<DatabaseServer, 'start' | 'kill'> {
  let running: ChildProcess | undefined
  return {
    async start() {
      const child = begin()
      running = child
      let said = ''
      for (const stream of [child.stdout, child.stderr]) {
        stream?.on('data', (chunk) => {
          said = `${said}${chunk}`.slice(-3000)
        })
      }
      for (const deadline = Date.now() + START_WITHIN_MS; ; ) {
        if ((await answers(port)) && isReady()) return
        if (child.exitCode !== null || Date.now() > deadline) throw new Error(`it did not start: ${said}`)
        await new Promise((resolve) => setTimeout(resolve, 100))
      }
    },
    async kill(signal = stopSignal) {
      const child = running
      if (child === undefined || child.exitCode !== null || child.signalCode !== null) return
      const ends = signal !== 'SIGSTOP' && signal !== 'SIGCONT'
      const exited = ends ? once(child, 'exit') : undefined
      child.kill(signal)
      await exited
    },
  }
}

/** Debian's `mariadb-server`. */
export async function startMariaDb(): Promise<DatabaseServer> {
  const user = userOf('mysql')
  const folder = folderFor('mariadb', user)
  const port = await freePort()
  const data = join(folder, 'data')
  const socket = join(folder, 'mariadb.sock')
  must(
    'mariadb-install-db',
    [
      '--no-defaults',
      `--datadir=${data}`,
      '--auth-root-authentication-method=normal',
      '--skip-test-db',
      '--skip-name-resolve',
    ],
    { ...user, env: { PATH: process.env['PATH'], HOME: folder, TMPDIR: folder } },
  )
  const run = (sql: string, ...words: string[]) => {
    must(
      'mariadb',
      ['--no-defaults', `--socket=${socket}`, '--user=root', '--default-character-set=utf8mb4', ...words],
      {
        input: sql,
      },
    )
  }
  const server = supervised(
    port,
    () =>
      spawn(
        'mariadbd',
        [
          '--no-defaults',
          `--datadir=${data}`,
          `--socket=${socket}`,
          `--tmpdir=${folder}`,
          `--pid-file=${join(folder, 'mariadb.pid')}`,
          `--port=${port}`,
          '--bind-address=127.0.0.1',
          '--character-set-server=utf8mb4',
          '--innodb-buffer-pool-size=32M',
          '--skip-name-resolve',
        ],
        { ...user, cwd: '/', stdio: ['ignore', 'pipe', 'pipe'] },
      ),
    () => {
      try {
        run('SELECT 1')
        return true
      } catch {
        return false
      }
    },
    'SIGTERM',
  )
  await server.start()
  run(`CREATE DATABASE county CHARACTER SET utf8mb4;
    CREATE USER tocsin@'%' IDENTIFIED BY '${DATABASE_PASSWORD}'; GRANT SELECT ON county.* TO tocsin@'%';
    CREATE USER writer@'%' IDENTIFIED BY '${DATABASE_PASSWORD}'; GRANT ALL ON county.* TO writer@'%';`)
  return {
    port,
    ...server,
    run: (sql) => run(sql, 'county'),
    async remove() {
      await server.kill('SIGKILL')
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

/** Where Debian keeps the newest of its PostgreSQLs. */
function postgresFolder(): string {
  const root = '/usr/lib/postgresql'
  const versions = existsSync(root) ? readdirSync(root) : []
  const newest = versions.toSorted((a, b) => Number(b) - Number(a))[0]
  if (newest === undefined) throw new Error('is the Debian package postgresql installed?')
  return join(root, newest, 'bin')
}

/** Debian's `postgresql`. */
export async function startPostgresql(): Promise<DatabaseServer> {
  const user = userOf('postgres')
  const folder = folderFor('postgresql', user)
  const port = await freePort()
  const data = join(folder, 'data')
  const bin = postgresFolder()
  const asUser = { ...user, env: { PATH: process.env['PATH'], HOME: folder, LC_ALL: 'C.UTF-8' } }
  must(
    join(bin, 'initdb'),
    ['-D', data, '-U', 'owner', '--auth=trust', '--encoding=UTF8', '--no-sync'],
    asUser,
  )
  writeFileSync(join(data, 'pg_hba.conf'), 'local all owner trust\nhost all all 127.0.0.1/32 scram-sha-256\n')
  const run = (sql: string, database: string) => {
    const words = [
      '-h',
      folder,
      '-p',
      String(port),
      '-U',
      'owner',
      '-d',
      database,
      '-v',
      'ON_ERROR_STOP=1',
      '-q',
    ]
    must(join(bin, 'psql'), words, {
      input: sql,
      env: { PATH: process.env['PATH'], PGCLIENTENCODING: 'UTF8' },
    })
  }
  const server = supervised(
    port,
    () =>
      spawn(
        join(bin, 'postgres'),
        [
          '-D',
          data,
          '-h',
          '127.0.0.1',
          '-p',
          String(port),
          '-k',
          folder,
          '-c',
          'fsync=off',
          '-c',
          'shared_buffers=16MB',
        ],
        { ...asUser, cwd: '/', stdio: ['ignore', 'pipe', 'pipe'] },
      ),
    () => {
      try {
        run('SELECT 1', 'postgres')
        return true
      } catch {
        return false
      }
    },
    // Fast shutdown: it does not wait for sessions that stay open.
    'SIGINT',
  )
  await server.start()
  run('CREATE DATABASE county', 'postgres')
  run(
    `CREATE ROLE tocsin LOGIN PASSWORD '${DATABASE_PASSWORD}'; CREATE ROLE writer LOGIN SUPERUSER PASSWORD '${DATABASE_PASSWORD}';
     ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT ON TABLES TO tocsin;`,
    'county',
  )
  return {
    port,
    ...server,
    run: (sql) => run(sql, 'county'),
    async remove() {
      await server.kill('SIGKILL')
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
