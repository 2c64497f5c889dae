// Loaded into Node-RED's process before anything else (`--import`): tells the test of every connection and look-up beyond the loopback.
import dgram from 'node:dgram'
import dns from 'node:dns'
import { Socket } from 'node:net'

const LOOPBACK = /^(127\.|::1$|localhost$)/
const told = (what: string) =>
  process.send?.({ said: 'log', level: 'error', text: `beyond the loopback: ${what}` })

const { connect } = Socket.prototype
Socket.prototype.connect = function (this: Socket, ...args: unknown[]) {
  const [options] = (Array.isArray(args[0]) ? args[0] : args) as [
    { host?: string; path?: string } | undefined,
  ]
  if (options?.path === undefined && !LOOPBACK.test(options?.host ?? 'localhost'))
    told(`connect ${options?.host}`)
  return connect.apply(this, args as never)
} as typeof connect
const { lookup } = dns
dns.lookup = ((name: string, ...rest: unknown[]) => {
  if (!LOOPBACK.test(name)) told(`look-up ${name}`)
  return (lookup as (...args: unknown[]) => void)(name, ...rest)
}) as typeof lookup
const { send } = dgram.Socket.prototype
dgram.Socket.prototype.send = function (this: dgram.Socket, ...args: unknown[]) {
  told('a datagram')
  return send.apply(this, args as never)
} as typeof send
