/** One structured line per transition or failure. `event` is a stable name; `fields` say where and what. */
export interface Log {
  info(event: string, fields?: Record<string, unknown>): void
  warn(event: string, fields?: Record<string, unknown>): void
  error(event: string, fields?: Record<string, unknown>): void
}

/** Writes lines to a stream: readable on a terminal, JSON otherwise. */
export function createLog(options: { pretty: boolean; write: (line: string) => void }): Log {
  const line =
    (level: string) =>
    (event: string, fields: Record<string, unknown> = {}) => {
      const at = new Date().toISOString()
      options.write(
        options.pretty
          ? `${at} ${level.padEnd(5)} ${event}${Object.entries(fields)
              .map(([key, value]) => ` ${key}=${typeof value === 'string' ? value : JSON.stringify(value)}`)
              .join('')}\n`
          : `${JSON.stringify({ at, level, event, ...fields })}\n`,
      )
    }
  return { info: line('info'), warn: line('warn'), error: line('error') }
}

/** Says nothing: for tests that do not look at the log. */
export const silentLog: Log = { info() {}, warn() {}, error() {} }
