import { request } from 'node:https'
import { selfSigned } from '@tocsin/gateway/broker/testing/self-signed'
import mqtt from 'mqtt'
import { expect, it } from 'vitest'
import { ADMIN_PASSWORD, temporaryFolder } from '../rig/gateway-process.ts'
import { startGatewayUnderTest } from '../rig/gateway-under-test.ts'
import { eventually } from '../rig/office.ts'

it('with a certificate the console speaks HTTPS and stations MQTTS or a secure WebSocket; nothing else is answered there', async () => {
  const folder = temporaryFolder()
  const { cert, key } = selfSigned()
  const tls = { cert: Buffer.from(cert), key: Buffer.from(key) }
  const gateway = await startGatewayUnderTest(folder.path, { tls, mqttTlsPort: 0 })
  const call = (method: string, path: string, body?: unknown, cookie = '') =>
    new Promise<{ status: number; cookie: string; body: string }>((resolve, reject) => {
      const options = {
        host: '127.0.0.1',
        port: gateway.httpPort,
        method,
        path,
        rejectUnauthorized: false,
        headers: { 'content-type': 'application/json', cookie },
      }
      request(options, (answer) => {
        let text = ''
        answer.on('data', (chunk) => {
          text += chunk
        })
        answer.on('end', () =>
          resolve({
            status: answer.statusCode ?? 0,
            cookie: answer.headers['set-cookie']?.[0] ?? '',
            body: text,
          }),
        )
      })
        .on('error', reject)
        .end(body === undefined ? undefined : JSON.stringify(body))
    })

  const signedIn = await call('POST', '/api/session', { username: 'admin', password: ADMIN_PASSWORD })
  for (const part of ['__Host-sid=', 'Path=/', 'HttpOnly', 'Secure', 'SameSite=Strict']) {
    expect(signedIn.cookie).toContain(part)
  }
  const [cookie] = signedIn.cookie.split(';')
  const station = {
    id: 'bridge',
    name: 'Bridge',
    area: 'a',
    datastreams: [{ name: 'level', property: 'water-level', unit: 'm', intervalMs: 1000 }],
  }
  const created = await call('POST', '/api/stations', station, cookie)
  expect(created.status).toBe(201)
  const { secret } = JSON.parse(created.body) as { secret: string }

  const now = Date.now()
  for (const [index, url] of [
    `mqtts://127.0.0.1:${gateway.broker.tlsPort}`,
    `wss://127.0.0.1:${gateway.httpPort}/mqtt`,
  ].entries()) {
    const client = await mqtt.connectAsync(url, {
      clientId: `bridge#${index}`,
      username: 'bridge',
      password: secret,
      rejectUnauthorized: false,
      reconnectPeriod: 0,
    })
    await client.publishAsync(
      'stations/bridge/readings',
      JSON.stringify({ ts: now + index, values: { level: index } }),
      { qos: 1 },
    )
    await client.endAsync()
  }
  await eventually('both readings', async () => {
    const { body } = await call(
      'GET',
      `/api/observations?datastream=bridge/level&from=${now}&to=${now + 10}`,
      undefined,
      cookie,
    )
    return (JSON.parse(body) as { observations: unknown[] }).observations.length === 2 ? true : undefined
  })
  await expect(fetch(`http://127.0.0.1:${gateway.httpPort}/api/health`)).rejects.toThrow()
  await gateway.stop()
  folder.remove()
})
