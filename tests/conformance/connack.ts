import { connectPacket, publishPacket } from '@tocsin/gateway/broker/testing/raw-device'
import { expect } from 'vitest'
import type { Section } from './statement.ts'

export const CONNACK: Section = {
  title: 'CONNACK (3.2)',
  statements: [
    {
      clause: '3.2.0-1',
      asks: 'The first packet of a server is a CONNACK.',
      open: {
        'answers CONNACK before what is queued for a session': async (ground) => {
          const before = await ground.joins('a', { clean: false })
          await before.subscribes('t')
          await before.fails()
          await (await ground.joins('w')).publishes({ topic: 't', payload: 'queued' })
          const after = await ground.joins('a', { clean: false }, true)
          expect(await after.hears()).toMatchObject({ payload: 'queued' })
        },
      },
      station: {
        'answers CONNACK before it acknowledges readings that came with the CONNECT': async (ground) => {
          const [first, second] = await ground.answersTo(connectPacket(), publishPacket({ messageId: 3 }))
          expect([first, second]).toEqual(['20020000', '40020003'])
        },
      },
    },
    {
      clause: '3.2.2-1',
      asks: 'A clean session is acknowledged with Session Present 0.',
      open: {
        'says 0 though there was a session': async (ground) => {
          const before = await ground.joins('a', { clean: false })
          await before.subscribes('t')
          await before.fails()
          await ground.joins('a', { clean: true }, false)
        },
      },
    },
    {
      clause: '3.2.2-2',
      asks: 'Session Present is 1 where a session is stored.',
      open: {
        'says 1 where the session has a subscription': async (ground) => {
          const before = await ground.joins('a', { clean: false })
          await before.subscribes('t')
          await before.fails()
          await ground.joins('a', { clean: false }, true)
        },
        'says 0 where the session has none, as the table says': async (ground) => {
          await (await ground.joins('a', { clean: false })).fails()
          await ground.joins('a', { clean: false }, false)
        },
      },
      deviates:
        'A lasting session without any subscription is not remembered, and Session Present is 0. Nothing of it is lost: there is nothing in it but QoS 2 exchanges that were left half-way.',
      forStations: 'As 3.1.2-4: always 0.',
    },
    {
      clause: '3.2.2-3',
      asks: 'Session Present is 0 where none is stored.',
      open: {
        'says 0 to a new client': async (ground) => {
          await ground.joins('a', { clean: false }, false)
        },
      },
    },
    {
      clause: '3.2.2-4',
      asks: 'A refusal says Session Present 0.',
      station: {
        'answers a wrong secret 20 02 00 04': async (ground) =>
          expect((await ground.answersTo(connectPacket({ password: 'wrong' })))[0]).toBe('20020004'),
      },
    },
    {
      clause: '3.2.2-5',
      asks: 'A connection that is refused is closed.',
      station: {
        'closes after each of the codes 1 to 5': async (ground) => {
          const refused = async (connect: Parameters<typeof connectPacket>[0]) =>
            ground.answersTo(connectPacket(connect))
          expect(await refused({ level: 5 })).toEqual(['20020001', 'closed'])
          expect(await refused({ clientId: 'b' })).toEqual(['20020002', 'closed'])
          expect(await refused({ password: 'wrong' })).toEqual(['20020004', 'closed'])
          expect(await refused({ will: { topic: 't', payload: 'x' } })).toEqual(['20020005', 'closed'])
          for (let i = 0; i < 4; i++) await ground.joins(`a#${i}`, { username: 'a' })
          expect(await refused({ clientId: 'a#4' })).toEqual(['20020003', 'closed'])
        },
      },
    },
    {
      clause: '3.2.2-6',
      asks: 'Where no code of table 3.1 fits, the connection is closed without a CONNACK.',
      open: {
        'closes without one where the flags are wrong': async (ground) => {
          const wrong = connectPacket()
          wrong[9] = (wrong[9] ?? 0) | 1
          await ground.closesAtOnce(wrong)
        },
      },
    },
  ],
}
