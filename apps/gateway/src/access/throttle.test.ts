import { MINUTE, SECOND } from '@tocsin/core'
import { describe, expect, it } from 'vitest'
import { ManualClock } from '../clock.ts'
import { networkOf, Throttle } from './throttle.ts'

const ATTACKER = '10.0.0.66'
const OPERATOR = '10.0.0.7'

function started() {
  const clock = new ManualClock(1_000_000_000)
  const throttle = new Throttle(clock)
  return {
    clock,
    throttle,
    fail: (times: number, address: string, username = 'li') => {
      const waits: number[] = []
      for (let time = 0; time < times; time++) waits.push(throttle.attempt(username, address, false))
      return waits
    },
  }
}

describe('a guessed password', () => {
  it('is free five times from one address, then costs 30 s, and twice as much each time after', () => {
    const { clock, fail } = started()
    expect(fail(6, ATTACKER)).toEqual([0, 0, 0, 0, 0, 30 * SECOND])
    clock.advance(30 * SECOND)
    expect(fail(2, ATTACKER)).toEqual([0, 60 * SECOND])
    clock.advance(60 * SECOND)
    expect(fail(2, ATTACKER)).toEqual([0, 120 * SECOND])
  })

  it('never makes anybody wait longer than 15 minutes', () => {
    const { clock, fail } = started()
    for (let time = 0; time < 40; time++) {
      fail(1, ATTACKER)
      clock.advance(15 * MINUTE)
    }
    fail(1, ATTACKER)
    expect(fail(1, ATTACKER)[0]).toBeLessThanOrEqual(15 * MINUTE)
  })

  it('does not make the wait longer while one waits', () => {
    const { fail } = started()
    fail(5, ATTACKER)
    expect(new Set(fail(50, ATTACKER))).toEqual(new Set([30 * SECOND]))
  })

  it('is forgiven after a right one', () => {
    const { throttle, fail } = started()
    fail(4, OPERATOR)
    throttle.succeeded('li', OPERATOR)
    expect(fail(5, OPERATOR)).toEqual([0, 0, 0, 0, 0])
  })

  it('at one name after another is stopped by address', () => {
    const { throttle, fail } = started()
    for (let name = 0; name < 20; name++) fail(1, ATTACKER, `user${name}`)
    expect(throttle.attempt('somebody-else', ATTACKER, false)).toBe(30 * SECOND)
    expect(throttle.attempt('somebody-else', OPERATOR, false)).toBe(0)
  })

  it('is not washed away for an address by signing in as somebody else in between', () => {
    const { throttle, fail } = started()
    for (let name = 0; name < 19; name++) fail(1, ATTACKER, `user${name}`)
    throttle.attempt('mole', ATTACKER, false)
    throttle.succeeded('mole', ATTACKER)
    expect(fail(2, ATTACKER, 'last')).toEqual([0, 30 * SECOND])
  })

  it('counts before it is known to be wrong, so that many at once are not all let through', () => {
    const { fail } = started()
    expect(fail(100, ATTACKER).filter((wait) => wait === 0)).toHaveLength(5)
  })
})

describe('somebody attacked from many addresses', () => {
  it('is slowed down from strange addresses by 30 s at most, and not at all from where they signed in before', () => {
    const { throttle, fail } = started()
    for (let host = 0; host < 60; host++) fail(5, `10.1.0.${host}`)
    const wait = throttle.attempt('li', OPERATOR, false)
    expect(wait).toBeGreaterThan(0)
    expect(wait).toBeLessThanOrEqual(30 * SECOND)
    expect(throttle.attempt('li', OPERATOR, true)).toBe(0)
  })

  it('is not locked out by an attacker at one address', () => {
    const { clock, throttle, fail } = started()
    for (let hour = 0; hour < 24 * 60; hour++) {
      fail(3, ATTACKER)
      clock.advance(MINUTE)
    }
    expect(throttle.attempt('li', OPERATOR, false)).toBe(0)
  })
})

it('remembers a bounded number of addresses', () => {
  const { throttle, fail } = started()
  fail(5, ATTACKER)
  for (let host = 0; host < 11_000; host++) throttle.attempt(`u${host}`, `host-${host}`, false)
  expect(throttle.attempt('li', ATTACKER, false)).toBe(0)
})

it('counts an IPv6 network as one address, and an IPv4 one in IPv6 clothes as itself', () => {
  expect(networkOf('2001:db8:1:2:aaaa::1')).toBe(networkOf('2001:db8:1:2:ffff:1:2:3'))
  expect(networkOf('2001:db8:1:2::1')).not.toBe(networkOf('2001:db8:1:3::1'))
  expect(networkOf('::ffff:10.0.0.7')).toBe('10.0.0.7')
  expect(networkOf('fe80::1%eth0')).toBe('fe80:0:0:0::/64')
  expect(networkOf('::1')).toBe('0:0:0:0::/64')
})
