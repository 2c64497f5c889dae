import { connect } from 'node:net'
import { calls } from '@tocsin/contract'
import {
  type Dialect,
  HJ212_DIALECT,
  type Misbehaviour,
  Modem,
  SL651_DIALECT,
  SZY206_DIALECT,
  spoiled,
} from '@tocsin/devices'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { usageOf } from '../bench/usage.ts'
import { ALL_LISTENERS, caller, registerDevice } from '../rig/field.ts'
import { GatewayProcess, temporaryFolder } from '../rig/gateway-process.ts'
import { eventually, Office } from '../rig/office.ts'

const AREA = 'lushan/xincun'

describe.each([SL651_DIALECT, SZY206_DIALECT, HJ212_DIALECT])(
  'bad input in $protocol',
  (dialect: Dialect) => {
    const folder = temporaryFolder()
    const gateway = new GatewayProcess({ dataDir: folder.path, environment: ALL_LISTENERS })
    let office: Office
    const code = dialect.code(1)
    const other = dialect.code(2)
    const datastream = dialect.protocol === 'hj212' ? 'co' : 'level'

    beforeAll(async () => {
      await gateway.start()
      office = await Office.signIn(gateway.url)
      const { profile } = dialect
      await registerDevice(office, { id: 'one', name: 'One', area: AREA }, { profile, code })
      await registerDevice(office, { id: 'two', name: 'Two', area: AREA }, { profile, code: other })
    })
    afterAll(async () => {
      await gateway.stop()
      folder.remove()
    })

    let level = 1
    const measured = () => {
      level = Math.round((level + 0.01) * 100) / 100
      return { level, gases: { a21005: level } }
    }
    const latest = async (id: string) =>
      (await office.call(calls.getStation, { params: { id } })).latest[datastream]?.value
    const listeners = () => office.call(calls.listListeners, {})

    /** Another station on another connection is as well as before. */
    async function othersAreWell(): Promise<void> {
      const neighbour = caller(gateway, dialect, other)
      expect(await neighbour.report(measured())).toBe(true)
      const expected = level
      await eventually('the neighbour’s value', async () =>
        (await latest('two')) === expected ? true : undefined,
      )
      await neighbour.hangUp()
    }

    /** A reason that names what was wrong, with the station that spoke before on this connection. */
    const reason = (pattern: RegExp) =>
      eventually(`a reason like ${pattern}`, async () => {
        const { rejections } = await office.call(calls.listRejections, {
          query: { station: 'one', limit: 5 },
        })
        return rejections.find((one) => pattern.test(one.reason))
      })

    const harmless = (name: string, how: Misbehaviour) =>
      it(`${name} is read and acknowledged all the same`, async () => {
        const station = caller(gateway, dialect, code)
        await station.modem.connect()
        const { bytes, key } = station.frame(measured())
        const expected = level
        const acknowledged = station.modem.acknowledged(key, 5000)
        for (const piece of spoiled(bytes, how)) {
          station.modem.send(piece)
          if (how === 'byte-by-byte') await new Promise((resolve) => setTimeout(resolve, 1))
        }
        expect(await acknowledged).toBe(true)
        await eventually('its value', async () => ((await latest('one')) === expected ? true : undefined))
        await station.hangUp()
        await othersAreWell()
      })
    harmless('a frame that comes byte by byte', 'byte-by-byte')
    harmless('two frames in one segment', 'joined')
    harmless('a frame behind garbage', 'garbage')

    const refused = (name: string, how: Misbehaviour, pattern: RegExp) =>
      it(`${name} is not acknowledged, and leaves a reason`, async () => {
        const station = caller(gateway, dialect, code)
        expect(await station.report(measured())).toBe(true)
        const before = await latest('one')
        const { bytes, key } = station.frame(measured())
        const acknowledged = station.modem.acknowledged(key, 400)
        for (const piece of spoiled(bytes, how)) station.modem.send(piece)
        expect(await acknowledged).toBe(false)
        // Half a frame waits for its other half until the line is down.
        await station.hangUp()
        await reason(pattern)
        expect(await latest('one')).toBe(before)
        await othersAreWell()
      })
    refused('half a frame', 'half-frame', /half a frame/)
    refused('a wrong checksum', 'wrong-check', /CRC|CS/)
    refused('a wrong length', 'wrong-length', /length|half a frame|CRC|CS/)

    it('a code that is not registered is found among those unknown, and is not acknowledged', async () => {
      const stranger = dialect.code(99)
      const station = caller(gateway, dialect, stranger, { answerWithinMs: 300 })
      expect(await station.report(measured())).toBe(false)
      const { strangers } = await listeners()
      const found = strangers.find((one) => one.code === stranger)
      expect(found).toMatchObject({ protocol: dialect.protocol, address: '127.0.0.1', count: 3 })
      expect(found?.reason).toMatch(/no station is registered under the code/)
      await othersAreWell()

      // Registered, it is taken at its next report, and is no stranger any more.
      await registerDevice(
        office,
        { id: 'three', name: 'Three', area: AREA },
        { profile: dialect.profile, code: stranger },
      )
      expect(await station.report(measured())).toBe(true)
      expect((await listeners()).strangers.map((one) => one.code)).not.toContain(stranger)
      await station.hangUp()
    })

    it('an unregistered station behind the modem of a registered one does not disturb it', async () => {
      const modem = new Modem(dialect, '127.0.0.1', gateway.listenerPorts[dialect.protocol] ?? 0)
      const known = caller(gateway, dialect, code, { modem })
      const unknown = caller(gateway, dialect, dialect.code(98), { modem, answerWithinMs: 200 })
      const [first, second] = await Promise.all([known.report(measured()), unknown.report(measured())])
      expect([first, second]).toEqual([true, false])
      expect(await known.report(measured())).toBe(true)
      await modem.hangUp()
    })

    it('a code belongs to one station', async () => {
      const body = { id: 'again', name: 'Again', area: AREA }
      await expect(registerDevice(office, body, { profile: dialect.profile, code })).rejects.toThrow()
      await expect(registerDevice(office, body, { profile: 'no-such-thing', code })).rejects.toThrow()
    })

    it('garbage without end is cut off, and costs little memory', async () => {
      const before = usageOf(gateway.pid).peakMegabytes
      const port = gateway.listenerPorts[dialect.protocol] ?? 0
      await Promise.all(
        Array.from({ length: 20 }, async (_, number) => {
          const socket = connect(port, '127.0.0.1')
          socket.on('error', () => {})
          const closed = new Promise<void>((resolve) => socket.once('close', () => resolve()))
          const start =
            number % 2 === 0 ? dialect.report(code, 1, Date.now(), measured()).bytes.slice(0, 13) : []
          const chunk = Buffer.concat([Buffer.from(start), Buffer.alloc(32_768, number)])
          const timer = setInterval(() => socket.write(chunk), 2)
          const give = setTimeout(() => socket.destroy(), 4000)
          await closed
          clearInterval(timer)
          clearTimeout(give)
        }),
      )
      expect(usageOf(gateway.pid).peakMegabytes - before).toBeLessThan(150)
      await othersAreWell()
    })
  },
)
