import { startPostgresql } from '../rig/database-server.ts'
import { describeCountyDatabase } from './county.ts'

describeCountyDatabase('postgresql', startPostgresql)
