// The rival: aedes as its README starts it, in a process of its own. It knows no secrets, keeps nothing and judges nothing.
import { createServer } from 'node:net'
import { Aedes } from 'aedes'

const aedes = await Aedes.createBroker()
createServer(aedes.handle).listen(Number(process.argv[2]), '127.0.0.1')
