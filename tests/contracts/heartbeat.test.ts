import type { Health } from '@tocsin/contract'
import { MINUTE } from '@tocsin/core'
import { Heartbeat } from '@tocsin/gateway/box/heartbeat'
import { ManualClock } from '@tocsin/gateway/clock'
import { silentLog } from '@tocsin/gateway/log'
import { part } from '@tocsin/gateway/part'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openWatcher } from '../rig/watcher.ts'

const WELL: Health = { status: 'degraded', parts: { disk: part('degraded', 'disk-low', { mebibytes: 9 }) } }
const STANDS: Health = {
  status: 'down',
  parts: { callout: part('down', 'callout-stands', { sinceAt: 0, detail: 'x' }) },
}

describe('the outside watcher', () => {
  let watcher: Awaited<ReturnType<typeof openWatcher>>
  let heartbeat: Heartbeat | undefined
  let health = WELL
  const clock = new ManualClock(1_800_000_000_000)

  beforeEach(async () => {
    health = WELL
    watcher = await openWatcher()
  })
  afterEach(async () => {
    heartbeat?.stop()
    await watcher.close()
  })

  function begin(path: string): Heartbeat {
    heartbeat = new Heartbeat({ url: `${watcher.url}${path}`, clock, log: silentLog, health: () => health })
    heartbeat.start()
    return heartbeat
  }

  it('hears each minute that the chain works, and of a failure with its reason', async () => {
    const beating = begin('/ping/secret')
    await expect.poll(() => watcher.heard).toEqual(['POST /ping/secret ok'])
    health = STANDS
    clock.advance(MINUTE)
    await expect
      .poll(() => watcher.heard[1])
      .toBe('POST /ping/secret/fail callout: nobody is called since 1970-01-01T00:00:00.000Z: x')
    expect(beating.part().status).toBe('ok')
    expect(JSON.stringify(beating.part())).not.toContain('secret')
  })

  it('may want the state in its address', async () => {
    begin('/api/push/secret?status={status}&msg={message}')
    await expect.poll(() => watcher.heard).toEqual(['GET /api/push/secret?status=up&msg=OK'])
    health = STANDS
    clock.advance(MINUTE)
    await expect
      .poll(() => watcher.heard[1])
      .toBe(
        'GET /api/push/secret?status=down&msg=callout%3A%20nobody%20is%20called%20since%201970-01-01T00%3A00%3A00.000Z%3A%20x',
      )
  })

  it.each([
    [500, 'it answered 500'],
    [302, 'it answered 302'],
  ])('has not heard when it answers %i', async (status, detail) => {
    watcher.answers(status)
    const beating = begin('/ping')
    await expect.poll(() => beating.part().detail).toContain(detail)
    expect(beating.part().status).toBe('degraded')
    expect(beating.findings()).toHaveLength(1)
    watcher.answers(200)
    clock.advance(MINUTE)
    await expect.poll(() => beating.part().status).toBe('ok')
    expect(beating.findings()).toEqual([])
  })

  it('is not waited for when it is down', async () => {
    const beating = begin('/ping')
    await expect.poll(() => watcher.heard.length).toBe(1)
    await watcher.close()
    clock.advance(MINUTE)
    await expect.poll(() => beating.part().detail).toContain('ECONNREFUSED')
  })

  it('is asked once while it does not answer, and let go of when the gateway stops', async () => {
    watcher.answers('nothing')
    const beating = begin('/ping')
    await expect.poll(() => watcher.heard.length).toBe(1)
    clock.advance(3 * MINUTE)
    await new Promise((resolve) => setTimeout(resolve, 50))
    expect(watcher.heard).toHaveLength(1)
    beating.stop()
    await watcher.close()
  })
})
