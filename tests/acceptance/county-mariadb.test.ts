import { startMariaDb } from '../rig/database-server.ts'
import { describeCountyDatabase } from './county.ts'

describeCountyDatabase('mysql', startMariaDb)
