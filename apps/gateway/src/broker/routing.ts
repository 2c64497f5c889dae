import { Aedes, type Client, type PublishPacket } from 'aedes'

type Done = (error?: Error) => void

/**
 * aedes, except that what a client publishes ends at the hook that hands it to the journal: nobody may subscribe to it, so it is
 * neither routed, nor retained, nor queued, and no subscriber can hold up a station. What aedes tells the other brokers of a
 * cluster under `$SYS` has no reader either. Commands are routed.
 */
export class CommandRouter extends Aedes {
  override publish(packet: PublishPacket, ...rest: [Done?] | [Client | Done | null, Done?]): void {
    const [first, second] = rest
    const done = typeof first === 'function' ? first : second
    if (typeof first === 'object' && first !== null) done?.()
    else if (packet.topic.startsWith('$SYS/')) done?.()
    else super.publish(packet, done ?? (() => {}))
  }
}
