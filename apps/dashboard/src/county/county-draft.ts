import {
  type CountyDatabaseBody,
  type CountyDatabaseView,
  type CountySettings,
  countySettings,
} from '@tocsin/contract'

/** A hydrology database as somebody types it. */
export interface CountyDraft {
  readonly id: string
  readonly name: string
  readonly server: CountySettings['server']
  readonly host: string
  readonly port: string
  readonly database: string
  readonly schema: string
  readonly user: string
  /** Empty: as it was. */
  readonly password: string
  readonly tls: CountySettings['tls']
  readonly zone: string
  readonly area: string
  readonly everySeconds: string
  readonly overlapHours: string
  readonly reason: string
}

/** Where each kind of server listens, unless somebody moved it. */
export const PORTS: Readonly<Record<CountySettings['server'], string>> = {
  postgresql: '5432',
  mysql: '3306',
  sqlserver: '1433',
}

export function newCountyDraft(zone: string): CountyDraft {
  return {
    id: '',
    name: '',
    server: 'sqlserver',
    host: '',
    port: PORTS.sqlserver,
    database: '',
    schema: '',
    user: '',
    password: '',
    tls: 'off',
    zone,
    area: '',
    everySeconds: '60',
    overlapHours: '24',
    reason: '',
  }
}

export function countyDraftOf({ id, name, settings }: CountyDatabaseView): CountyDraft {
  return {
    ...newCountyDraft(settings.zone),
    ...settings,
    id,
    name,
    schema: settings.schema ?? '',
    port: String(settings.port),
    everySeconds: String(settings.everySeconds),
    overlapHours: String(settings.overlapHours),
  }
}

/** What is sent; what is no number goes as it is, for the gateway to say so. */
export function countyBodyOf(
  draft: CountyDraft,
  enabled: boolean,
  before?: CountySettings,
): CountyDatabaseBody {
  const { id, name, password, reason, port, everySeconds, overlapHours, schema, ...rest } = draft
  const settings = {
    ...rest,
    port: numberOf(port),
    everySeconds: numberOf(everySeconds),
    overlapHours: numberOf(overlapHours),
    ...(schema.trim() === '' ? {} : { schema }),
    ...(before?.ca === undefined ? {} : { ca: before.ca }),
  } as CountySettings
  return { id, name, enabled, settings, reason, ...(password === '' ? {} : { password }) }
}

function numberOf(text: string): number {
  return text.trim() === '' ? Number.NaN : Number(text)
}

/** The names of all settings, as faults name them. */
export const SETTING_PATHS = Object.keys(countySettings.shape).map((name) => `settings.${name}`)
