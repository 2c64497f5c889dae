import fs from 'node:fs'

// Refused to a process under bounds, and Node-RED would complain of it at every deployment. The gateway does it in its place
// (apps/gateway/src/flows/flows-on-disk.ts). To be loaded before Node-RED takes its own copy.
fs.fsync = ((_descriptor: number, done: (error: null) => void) => done(null)) as typeof fs.fsync
