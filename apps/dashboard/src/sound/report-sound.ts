import { MINUTE } from '@tocsin/core'
import { ask, linkStore } from '../live/connection.ts'
import { serverNow } from '../time/server-clock.ts'
import { bell } from './bell.ts'

/** Muting ends by itself, without an event. */
const LOOK_EVERY_MS = 1000

/**
 * Tells the gateway whether this console can be heard: at each connection, when that changes, and every minute. The answer stops it. What is not heard
 * is said again at the next look, so nothing is done about a failure.
 */
export function reportSound(): () => void {
  let told = ''
  let toldAt = Number.NEGATIVE_INFINITY
  let under = false
  const look = () => {
    if (linkStore.get().state !== 'live') {
      told = ''
      return
    }
    const state = bell.state(serverNow())
    const report = { sound: state === 'locked' ? ('blocked' as const) : state, hidden: document.hidden }
    const text = JSON.stringify(report)
    if (under || (text === told && performance.now() - toldAt < MINUTE)) return
    under = true
    ask('sound', report).then(
      () => {
        told = text
        toldAt = performance.now()
        under = false
      },
      () => {
        under = false
      },
    )
  }
  const timer = setInterval(look, LOOK_EVERY_MS)
  const stops = [bell.subscribe(look), linkStore.subscribe(look)]
  document.addEventListener('visibilitychange', look)
  look()
  return () => {
    clearInterval(timer)
    for (const stop of stops) stop()
    document.removeEventListener('visibilitychange', look)
  }
}
