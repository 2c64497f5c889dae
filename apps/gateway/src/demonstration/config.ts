import type { Config } from '../config.ts'
import { demonstrationFolder } from './folder.ts'

/**
 * The configuration of the demonstration: the same doors, data of its own, and nothing that leads out of the box. It writes into no real
 * history, sends no mail, tells no watcher, and listens to no real device.
 */
export function demonstrationConfig(config: Config): Config {
  return {
    dataDir: demonstrationFolder(config.dataDir),
    demo: true,
    beginsWithDemonstration: false,
    bind: config.bind,
    httpPort: config.httpPort,
    mqttPort: config.mqttPort,
    mqttTlsPort: config.mqttTlsPort,
    tls: config.tls,
    publicUrl: config.publicUrl,
    timeZone: config.timeZone,
    profilesDir: config.profilesDir,
    reservedBytes: config.reservedBytes,
    keeping: config.keeping,
    morningMinute: config.morningMinute,
    // Tiles are what its map is drawn on, as on the box.
    tileHosts: config.tileHosts,
    // Whoever signs in there is taken over from the box.
    adminPassword: undefined,
    listeners: {},
    influx: undefined,
    smtp: undefined,
    heartbeatUrl: undefined,
    // Those of the box lie in its own folder and do not run; there only what is drawn there.
    flows: config.flows,
    flowsMemoryBytes: config.flowsMemoryBytes,
  }
}
