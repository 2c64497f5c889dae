import type { CountySettings } from '@tocsin/contract'
import { mysql } from './mysql.ts'
import { postgresql } from './postgresql.ts'
import type { CountyServer } from './server.ts'
import { sqlserver } from './sqlserver.ts'

/** The kinds of servers that can be read. */
export const SERVERS: Readonly<Record<CountySettings['server'], CountyServer>> = {
  postgresql,
  mysql,
  sqlserver,
}
