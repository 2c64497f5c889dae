import type { DurationMs } from '@tocsin/core'

const LOOK_EVERY: DurationMs = 1000
/** More than this between wall clock and monotonic clock in one look is a step; NTP slews far slower. */
const LEAST_STEP: DurationMs = 500

/** Calls back when the host's wall clock was set forward or back; the answer stops watching. */
export function watchForSteps(onStep: (by: DurationMs) => void): () => void {
  let offset = Date.now() - performance.now()
  const timer = setInterval(() => {
    const now = Date.now() - performance.now()
    const step = now - offset
    offset = now
    if (Math.abs(step) > LEAST_STEP) onStep(step)
  }, LOOK_EVERY)
  return () => clearInterval(timer)
}
