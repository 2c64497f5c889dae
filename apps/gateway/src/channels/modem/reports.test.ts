import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DAY, HOUR, SECOND } from '@tocsin/core'
import { afterEach, describe, expect, it } from 'vitest'
import { ManualClock } from '../../clock.ts'
import { createLog } from '../../log.ts'
import { openDatabase } from '../../registry/database.ts'
import type { Receipt } from '../channel.ts'
import { Reports, type SentParts, sentPartsInMemory } from './reports.ts'
import { sentPartsTable } from './sent-parts-table.ts'

const NOON = Date.UTC(2026, 6, 1, 4)
const NUMBER = '+8613812341234'

/** A store that can be opened again as a restart would, and shared by two modems. */
interface Kept {
  open(modem?: string): SentParts
  end(): void
}

const stores: Record<string, () => Kept> = {
  'in memory': () => {
    const byModem = new Map<string, SentParts>()
    return {
      open(modem = 'one') {
        const store = byModem.get(modem) ?? sentPartsInMemory()
        byModem.set(modem, store)
        return store
      },
      end() {},
    }
  },
  'in SQLite': () => {
    const folder = mkdtempSync(join(tmpdir(), 'tocsin-sent-parts-'))
    const databases: { close(): void }[] = []
    return {
      open(modem = 'one') {
        const database = openDatabase(join(folder, 'tocsin.db'))
        databases.push(database)
        return sentPartsTable(database, modem)
      },
      end() {
        for (const database of databases) database.close()
        rmSync(folder, { recursive: true, force: true })
      },
    }
  },
}

for (const [where, make] of Object.entries(stores))
  describe(`delivery reports, their references kept ${where}`, () => {
    let kept: Kept | undefined
    const clock = new ManualClock(NOON)
    afterEach(() => {
      kept?.end()
      kept = undefined
      clock.step(NOON)
    })
    /** A process: the first one, or the one after a restart. */
    const process = (modem?: string) => {
      kept ??= make()
      const receipts: Receipt[] = []
      const desk = { broken: false }
      const reports = new Reports({
        store: kept.open(modem),
        clock,
        log: createLog({ pretty: false, write: () => {} }),
        tell(receipt) {
          if (desk.broken) throw new Error('disk full')
          receipts.push(receipt)
        },
      })
      reports.restore()
      const report = (
        reference: number,
        state: 'delivered' | 'failed' | 'trying' = 'delivered',
        to = NUMBER,
      ) => reports.take({ kind: 'report', reference, to, at: clock.now(), state, code: 0 })
      return { reports, receipts, report, desk }
    }

    it('find their message after a restart', () => {
      process().reports.sent('one', NUMBER, 1, 1, 41)
      const after = process()
      after.report(41)
      expect(after.receipts).toMatchObject([{ key: 'one', fact: 'delivered', at: NOON }])
    })

    it('make a message delivered when some of its parts were reported before the restart', () => {
      const before = process()
      for (const part of [1, 2, 3]) before.reports.sent('one', NUMBER, part, 3, 40 + part)
      before.report(42)
      const after = process()
      after.report(41)
      expect(after.receipts).toEqual([])
      after.report(43)
      expect(after.receipts).toMatchObject([{ key: 'one', fact: 'delivered' }])
    })

    it('are not told twice over a restart', () => {
      const before = process()
      before.reports.sent('one', NUMBER, 1, 1, 41)
      before.report(41)
      expect(before.receipts).toHaveLength(1)
      const after = process()
      after.report(41)
      expect(after.receipts).toEqual([])
      // Nor do they count for whoever gets the reference later.
      clock.advance(100 * SECOND)
      after.reports.sent('two', NUMBER, 1, 1, 41)
      expect(after.receipts).toEqual([])
    })

    it('say of a part that was given up that the message failed', () => {
      process().reports.sent('one', NUMBER, 1, 2, 41)
      const after = process()
      after.report(41, 'failed')
      expect(after.receipts).toMatchObject([{ key: 'one', fact: { failed: { permanent: false } } }])
      expect(kept?.open().all()).toEqual([])
    })

    it('go to the newest message when the references have gone round', () => {
      const before = process()
      before.reports.sent('one', NUMBER, 1, 1, 41)
      clock.advance(HOUR)
      before.reports.sent('two', NUMBER, 1, 1, 41)
      const after = process()
      after.report(41)
      expect(after.receipts).toMatchObject([{ key: 'two' }])
    })

    it('count for nobody else when the number is another or the message is a day old', () => {
      process().reports.sent('one', NUMBER, 1, 1, 41)
      const after = process()
      after.report(41, 'delivered', '+8613900000000')
      expect(after.receipts).toEqual([])
      clock.advance(DAY + HOUR)
      const later = process()
      later.report(41)
      expect(later.receipts).toEqual([])
    })

    it('need no more of a number on disk than its last four digits', () => {
      process().reports.sent('one', NUMBER, 1, 1, 41)
      expect(kept?.open().all()).toMatchObject([{ to: '1234' }])
    })

    it('stay awaited when their receipt could not be stored', () => {
      const { reports, report, receipts, desk } = process()
      reports.sent('one', NUMBER, 1, 1, 41)
      desk.broken = true
      expect(() => report(41)).toThrow('disk full')
      const after = process()
      after.report(41)
      expect(after.receipts).toHaveLength(1)
      expect(receipts).toEqual([])
    })

    it('do not make a part that left look unsent when they overtake the answer and cannot be stored', () => {
      const { reports, report, desk } = process()
      desk.broken = true
      report(41)
      expect(() => reports.sent('one', NUMBER, 1, 1, 41)).not.toThrow()
    })

    it('of two modems do not mix', () => {
      process('one').reports.sent('first', NUMBER, 1, 1, 41)
      process('two').reports.sent('second', NUMBER, 1, 1, 41)
      const after = process('one')
      after.report(41)
      expect(after.receipts).toMatchObject([{ key: 'first' }])
    })

    it('find their message in this process when the store cannot keep it', () => {
      const receipts: Receipt[] = []
      const full = (): never => {
        throw new Error('disk full')
      }
      const reports = new Reports({
        store: { remember: full, forget: full, all: full },
        clock,
        log: createLog({ pretty: false, write: () => {} }),
        tell: (receipt) => receipts.push(receipt),
      })
      reports.restore()
      reports.sent('one', NUMBER, 1, 1, 41)
      reports.take({ kind: 'report', reference: 41, to: NUMBER, at: NOON, state: 'delivered', code: 0 })
      expect(receipts).toMatchObject([{ key: 'one' }])
    })
  })
