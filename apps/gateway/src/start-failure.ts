import type { Config } from './config.ts'
import { DataFolderInUse } from './data-folder.ts'
import { JournalGap } from './journal/file.ts'

/** One line for whoever started the gateway: what is wrong, and how to mend it. */
export function explainStartFailure(error: unknown, config: Config): string {
  const { code, port, message, path } = error as NodeJS.ErrnoException & { port?: number }
  switch (code) {
    case 'EADDRINUSE': {
      const variable =
        port === config.httpPort
          ? 'TOCSIN_HTTP_PORT'
          : port === config.mqttPort
            ? 'TOCSIN_MQTT_PORT'
            : (Object.entries(config.listeners)
                .filter(([, listened]) => listened === port)
                .map(([protocol]) => `TOCSIN_${protocol.toUpperCase()}_PORT`)[0] ?? 'TOCSIN_MQTTS_PORT')
      return `port ${port} is taken by another program; stop that one, or set ${variable} to a free port`
    }
    case 'EADDRNOTAVAIL':
      return `${config.bind} is no address of this machine; set TOCSIN_BIND to one that is, or to 0.0.0.0 for all`
    case 'EACCES':
      if (port !== undefined)
        return `port ${port} needs more rights than this user has; choose one above 1023`
      return `the data folder ${config.dataDir} cannot be written (${path ?? message}); change its owner, or set TOCSIN_DATA_DIR`
    case 'EROFS':
    case 'ENOTDIR':
    case 'EEXIST':
    case 'ENOENT':
      return `the data folder ${config.dataDir} cannot be used (${message}); set TOCSIN_DATA_DIR to a folder that can`
    default:
      break
  }
  if (/unable to open database file|readonly database|attempt to write/.test(message ?? '')) {
    return `the data folder ${config.dataDir} cannot be written (${message}); change its owner, or set TOCSIN_DATA_DIR`
  }
  if (error instanceof DataFolderInUse) return `${message}; stop that one, or set TOCSIN_DATA_DIR`
  if (error instanceof JournalGap) {
    return (
      `tocsin.db is older than what the journal still holds (${message}): put a newer copy back, or move journal.db away; ` +
      'warnings and settings then stand as in this copy'
    )
  }
  if (/database or disk is full|ENOSPC/.test(message ?? '') || code === 'ENOSPC') {
    return `the disk that holds ${config.dataDir} is full; make room, it then starts by itself`
  }
  if (/PEM|certificate|key values mismatch/i.test(message ?? '')) {
    return `TOCSIN_TLS_CERT and TOCSIN_TLS_KEY cannot be used: ${message}`
  }
  return `could not start: ${error instanceof Error ? (error.stack ?? message) : String(error)}`
}
