import { spawn } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { calls, IMPORT_CHUNK } from '@tocsin/contract'
import { DAY, MINUTE } from '@tocsin/core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { GatewayProcess, temporaryFolder } from '../rig/gateway-process.ts'
import { openHoldingProxy } from '../rig/holding-proxy.ts'
import { eventually, Office } from '../rig/office.ts'

const ROOT = join(import.meta.dirname, '..', '..')
const COMMAND = join(ROOT, 'apps', 'gateway', 'src', 'imports', 'cli.ts')
const RECORDING = join(ROOT, 'devices', 'recordings', 'ea_mytholmroyd_stage_2015-12.csv')

/** `pnpm import` as an engineer runs it: a process of its own. */
function runImport(...parameters: readonly string[]) {
  const child = spawn(process.execPath, [COMMAND, ...parameters], { stdio: ['ignore', 'pipe', 'pipe'] })
  let [output, complaints] = ['', '']
  child.stdout.on('data', (chunk: Buffer) => {
    output += chunk
  })
  child.stderr.on('data', (chunk: Buffer) => {
    complaints += chunk
  })
  const ended = new Promise<{ code: number | null; output: string; complaints: string }>((resolve) => {
    child.once('close', (code) => resolve({ code, output, complaints }))
  })
  return {
    ended,
    /** The id that it prints before it sends anything. */
    id: () => eventually('an id', () => /^import (\S+)$/m.exec(output)?.[1]),
    kill: () => child.kill('SIGKILL'),
  }
}

describe('pnpm import', () => {
  const folder = temporaryFolder()
  const gateway = new GatewayProcess({ dataDir: folder.path })
  let office: Office
  let access: readonly string[]

  const written = (name: string, content: string | object) => {
    const path = join(folder.path, name)
    writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content))
    return path
  }
  const view = (id: string) => office.call(calls.readImport, { params: { id } })

  beforeAll(async () => {
    await gateway.start()
    office = await Office.signIn(gateway.url)
    const datastreams = [
      { name: 'level', property: 'water-level', unit: 'm', intervalMs: 15 * MINUTE },
    ] as const
    for (const id of ['mytholmroyd', 'logger', 'dam']) {
      await office.register({ id, name: id, area: 'calderdale', datastreams: [...datastreams] })
    }
    const { token } = await office.call(calls.createToken, { body: { name: 'import', role: 'engineer' } })
    access = ['--url', gateway.url, '--token', token]
  }, 60_000)
  afterAll(async () => {
    await gateway.stop()
    folder.remove()
  })

  it('takes in a river from CSV, and says line and column of what it cannot use', async () => {
    const mapping = written('calder.json', {
      format: 'csv',
      headerLine: 21,
      time: { columns: ['Time stamp'], format: 'DD/MM/YY HH:mm', zone: '+00:00' },
      columns: [{ column: 'Value[m]', datastream: 'mytholmroyd/level', unit: 'm' }],
    })
    const checked = await runImport(RECORDING, '--mapping', mapping, ...access, '--check').ended
    expect(checked).toMatchObject({ code: 0, complaints: '' })
    expect(checked.output).toContain(
      '3456 rows, 3456 values, 0 blank, 0 cannot be used; nothing was taken in',
    )
    const taken = await runImport(RECORDING, '--mapping', mapping, ...access).ended
    expect(taken).toMatchObject({ code: 0, complaints: '' })
    expect(taken.output).toContain('3456 rows, 3456 added, 0 known already')
    const level = await office.observations('mytholmroyd/level', Date.UTC(2015, 11, 1), Date.UTC(2016, 0, 6))
    expect([level.length, Math.max(...level.map(({ value }) => value))]).toEqual([3456, 5.735])

    const faulty = written('faulty.csv', 't,v\n2016-03-01T00:00Z,1.5\n2016-03-01T00:15Z,abc\n')
    const columns = [{ column: 'v', datastream: 'mytholmroyd/level', unit: 'm' }]
    const plain = written('plain.json', { format: 'csv', time: { columns: ['t'] }, columns })
    const said = await runImport(faulty, '--mapping', plain, ...access).ended
    expect(said.code).toBe(2)
    expect(said.output).toMatch(/ {2}line 3, v: /)
  })

  it('takes in InfluxDB line protocol, by a mapping and as this box writes it', async () => {
    const points = [{ measurement: 'river', field: 'height', datastream: '{site}/level', unit: 'cm' }]
    const mapping = written('influx.json', { format: 'line-protocol', precision: 's', points })
    const file = written(
      'logger.lp',
      'river,site=logger height=150i 1456800000\nriver,site=logger height=x 1456800900\n',
    )
    const other = await runImport(file, '--mapping', mapping, ...access).ended
    expect(other.code).toBe(2)
    expect(other.output).toContain('1 added')
    expect(await office.observations('logger/level', 1456800000000, 1456800000001)).toMatchObject([
      { value: 1.5, flag: 'not-evaluated' },
    ])
    const own = written('own.json', { format: 'line-protocol', precision: 'ms' })
    const line =
      'observation,datastream=logger/level checks="spike",flag="suspect",receivedAt=1456790405000i,value=2.5 1456790400000\n'
    const again = await runImport(written('own.lp', line), '--mapping', own, ...access).ended
    expect(again).toMatchObject({ code: 0, complaints: '' })
    expect(await office.observations('logger/level', 1456790400000, 1456790400001)).toMatchObject([
      { value: 2.5, flag: 'suspect', checks: ['spike'] },
    ])
  })

  it('is killed in the middle of the upload, goes on with --resume, outlives a gateway that is killed, and brings each value once', async () => {
    const begin = Date.UTC(2000, 0, 1)
    const rows: string[] = []
    for (let index = 0; rows.length * 23 < 1.6 * IMPORT_CHUNK; index++) {
      rows.push(`${begin + index * MINUTE},${(index % 997) / 100}   `)
    }
    const file = written('dam.csv', `t,v\n${rows.join('\n')}\n`)
    const columns = [{ column: 'v', datastream: 'dam/level', unit: 'm' }]
    const time = { columns: ['t'], format: 'epoch-ms' }
    const mapping = written('dam.json', { format: 'csv', time, columns })

    // The first part of the file has come, and some of the second is on its way.
    const proxy = await openHoldingProxy(gateway.httpPort, IMPORT_CHUNK + 1_000_000)
    const first = runImport(file, '--mapping', mapping, '--url', proxy.url, ...access.slice(2))
    const id = await first.id()
    await proxy.held
    first.kill()
    expect((await first.ended).code).toBeNull()
    await proxy.close()
    await eventually('the line to be gone', async () => {
      const { uploaded, state } = await view(id)
      return state === 'uploading' && uploaded >= IMPORT_CHUNK ? true : undefined
    })
    const { uploaded, bytes } = await view(id)
    expect(uploaded).toBeLessThan(bytes)

    const second = runImport(file, '--resume', id, ...access)
    await eventually(
      'a part of it to be taken in',
      async () => {
        const { read, state } = await view(id)
        return read > 0.1 * bytes && state === 'running' ? true : undefined
      },
      60_000,
    )
    await gateway.kill()
    const broken = await second.ended
    expect(broken.code).toBe(1)
    expect(broken.complaints).toMatch(/^import: /)

    await gateway.start()
    office = await Office.signIn(gateway.url)
    const last = await runImport(file, '--resume', id, ...access).ended
    expect(last).toMatchObject({ code: 0, complaints: '' })
    const { state, counts } = await view(id)
    expect(state).toBe('done')
    expect(counts).toMatchObject({ rows: rows.length, values: rows.length, faulty: 0, differing: 0 })
    expect(counts.added + counts.known).toBe(rows.length)
    const month = await office.observations('dam/level', begin, begin + 30 * DAY)
    expect(month.length).toBe(30 * 24 * 60)

    const missing = await runImport(join(folder.path, 'nowhere.csv'), '--resume', id, ...access).ended
    expect(missing).toMatchObject({ code: 1, complaints: expect.stringContaining('there is no file') })
  }, 120_000)
})
