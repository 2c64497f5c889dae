import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { calls } from '@tocsin/contract'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { Office } from '../rig/office.ts'
import { CalledVillage } from '../rig/village.ts'

describe('one call-out that is broken holds up no other', () => {
  let village: CalledVillage

  beforeEach(async () => {
    village = await CalledVillage.open()
  })

  afterEach(() => village.close())

  /** Changes what is stored, as a fault of the program or of the disk would. */
  function spoil(statement: string): void {
    const database = new DatabaseSync(join(village.folder.path, 'tocsin.db'))
    database.exec(statement)
    database.close()
  }

  const fault = async () => (await Office.health(village.gateway.url)).parts['callout']?.detail ?? ''

  const byHand = () =>
    village.operator.call(calls.startCallout, {
      body: {
        kind: 'order',
        source: '县防指 2026-17 号',
        text: '今夜有暴雨，请到岗值守',
        area: 'lushan/baihe',
        level: 'red',
        exercise: false,
        ordersMove: false,
      },
    })

  it('when what is stored of it cannot be read any more', async () => {
    await village.level(4.0)
    const { id } = await village.callout()
    await village.restart({}, () =>
      spoil(`UPDATE callouts SET callout = json_remove(callout, '$.live.rings') WHERE id = '${id}'`),
    )
    await village.pass(2)
    expect(await fault()).toContain(id)
    await byHand()
    expect(await village.names()).toEqual(['李小梅'])
    await village.outcome('李小梅', { kind: 'no-answer' })
    await village.pass(61)
    expect(await village.names()).toEqual(['李小梅'])
  })

  it('when its plan makes no sense: it is begun as soon as the plan does again', async () => {
    await village.restart({}, () =>
      spoil(`UPDATE plan_versions SET definition = json_remove(definition, '$.levels')`),
    )
    await village.level(4.0)
    expect(await village.names()).toEqual([])
    expect(await fault()).toContain('nobody is called for the warning')
    // It outlasts a restart.
    await village.restart()
    await village.pass(2)
    expect(await fault()).toContain('nobody is called for the warning')

    await village.restart({}, () =>
      spoil(`UPDATE plan_versions SET definition = json_set(definition, '$.levels', json('["yellow"]'))`),
    )
    await village.pass(2)
    expect(await village.names()).toEqual(['李小梅'])
    expect(await fault()).toBe('what is due is done')
  })
})
