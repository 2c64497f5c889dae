import { spawn } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { type AddressInfo, createServer } from 'node:net'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { GatewayProcess, temporaryFolder } from '../rig/gateway-process.ts'

const MAIN = join(import.meta.dirname, '..', '..', 'apps', 'gateway', 'src', 'start.mjs')

describe('a gateway that cannot start says so in one line', () => {
  const folder = temporaryFolder()
  afterAll(() => folder.remove())

  function start(environment: Record<string, string>): Promise<{ code: number | null; said: string[] }> {
    const child = spawn(process.execPath, [MAIN], {
      env: {
        ...process.env,
        TOCSIN_DATA_DIR: join(folder.path, 'data'),
        TOCSIN_HTTP_PORT: '0',
        TOCSIN_MQTT_PORT: '0',
        ...environment,
      },
      stdio: ['ignore', 'ignore', 'pipe'],
    })
    let text = ''
    child.stderr.on('data', (chunk) => {
      text += chunk
    })
    return new Promise((resolve) =>
      child.once('close', (code) => resolve({ code, said: text.split('\n').filter((line) => line !== '') })),
    )
  }

  const f = (name: string, environment: () => Record<string, string>, ...expected: RegExp[]) =>
    it(name, async () => {
      const { code, said } = await start(environment())
      expect(said).toHaveLength(expected.length)
      for (const [index, pattern] of expected.entries()) expect(said[index]).toMatch(pattern)
      expect(code).toBe(1)
    })

  it('when a port is taken', async () => {
    const taken = createServer().listen(0, '127.0.0.1')
    await new Promise((resolve) => taken.once('listening', resolve))
    const { port } = taken.address() as AddressInfo
    for (const variable of ['TOCSIN_MQTT_PORT', 'TOCSIN_HTTP_PORT']) {
      const { code, said } = await start({ [variable]: String(port) })
      expect(said).toEqual([
        `tocsin: port ${port} is taken by another program; stop that one, or set ${variable} to a free port`,
      ])
      expect(code).toBe(1)
    }
    taken.close()
  })

  it('when another gateway already uses the data folder', async () => {
    const { path } = temporaryFolder()
    const first = new GatewayProcess({ dataDir: path })
    await first.start()
    const { code, said } = await start({ TOCSIN_DATA_DIR: path })
    expect(said).toEqual([
      `tocsin: another gateway already uses the data folder ${path}; stop that one, or set TOCSIN_DATA_DIR`,
    ])
    expect(code).toBe(1)
    // A killed one lets go of it.
    await first.kill()
    await first.start()
    await first.stop()
  })

  f(
    'when the data folder cannot be used',
    () => {
      mkdirSync(folder.path, { recursive: true })
      writeFileSync(join(folder.path, 'file'), '')
      return { TOCSIN_DATA_DIR: join(folder.path, 'file', 'data') }
    },
    /^tocsin: the data folder .* cannot be (used|written) .*set TOCSIN_DATA_DIR/,
  )
  f(
    'when the configuration is wrong, all of it at once',
    () => ({
      TOCSIN_HTTP_PORT: 'eighty',
      TOCSIN_TIME_ZONE: 'Moon/Base',
      TOCSIN_TLS_CERT: '/nowhere/cert.pem',
    }),
    /^tocsin: TOCSIN_TIME_ZONE "Moon\/Base" is no time zone; expected such as Asia\/Shanghai$/,
    /^tocsin: TOCSIN_TLS_CERT cannot read \/nowhere\/cert\.pem: /,
    /^tocsin: TOCSIN_TLS_KEY is missing; a certificate and its key are needed together$/,
    /^tocsin: TOCSIN_HTTP_PORT "eighty" is no port; expected a number from 0 to 65535$/,
  )
  f(
    'when InfluxDB is half configured',
    () => ({ TOCSIN_INFLUX_URL: 'http://127.0.0.1:8086' }),
    /^tocsin: TOCSIN_INFLUX_URL needs either TOCSIN_INFLUX_DATABASE/,
  )
  f(
    'when the certificate is none',
    () => {
      const path = join(folder.path, 'not-a.pem')
      writeFileSync(path, 'not a certificate')
      return { TOCSIN_TLS_CERT: path, TOCSIN_TLS_KEY: path }
    },
    /^tocsin: TOCSIN_TLS_CERT and TOCSIN_TLS_KEY cannot be used: /,
  )
})
