import { describe } from 'vitest'
import { startPostgresql } from '../rig/database-server.ts'
import { countyServerContract } from './county.ts'

describe('PostgreSQL', () => countyServerContract('postgresql', startPostgresql))
