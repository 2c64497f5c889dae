import { describe } from 'vitest'
import { startMariaDb } from '../rig/database-server.ts'
import { countyServerContract } from './county.ts'

describe('MariaDB', () => countyServerContract('mysql', startMariaDb))
