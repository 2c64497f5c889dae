// The rival: aedes as its README starts it, in a process of its own. It knows no secrets, keeps nothing and judges nothing.
import { type AddressInfo, createServer } from 'node:net'
import { Aedes } from 'aedes'

const aedes = await Aedes.createBroker()
const server = createServer(aedes.handle)
server.listen(0, '127.0.0.1', () => {
  process.stdout.write(`${JSON.stringify({ port: (server.address() as AddressInfo).port })}\n`)
})
// Ends with whoever started it.
process.stdin.resume().on('end', () => process.exit(0))
