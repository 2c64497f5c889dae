/** What of Node-RED's log goes on to the gateway's. */
export interface FlowsLog {
  warn(text: string): void
  error(text: string): void
}

const A_MINUTE = 30
const LONGEST = 500

/** A flow that complains at every message would fill the gateway's log: so many lines a minute pass, and then how many did not. */
export function limitedLog(write: (level: 'warn' | 'error', text: string) => void, now = Date.now): FlowsLog {
  let minute = 0
  let lines = 0
  const pass = (level: 'warn' | 'error', text: string) => {
    const current = Math.floor(now() / 60_000)
    if (current !== minute) {
      if (lines > A_MINUTE) write('warn', `${lines - A_MINUTE} further lines in the minute before`)
      minute = current
      lines = 0
    }
    lines += 1
    if (lines <= A_MINUTE) write(level, text.slice(0, LONGEST))
  }
  return { warn: (text) => pass('warn', text), error: (text) => pass('error', text) }
}
