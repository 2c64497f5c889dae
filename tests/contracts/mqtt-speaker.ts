import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { createServer } from 'node:net'
import type { SpeakerCommand } from '@tocsin/gateway/channels/loudspeaker/by-mqtt'
import { Aedes } from 'aedes'
import mqtt from 'mqtt'

/** A loudspeaker that is a real MQTT client, on a real broker: it sounds an id once and says what it does. */
export async function openLoudspeaker(id: string, password: string) {
  let mood: 'accept' | 'fail' | 'hang' = 'accept'
  let mute = false
  let held: (() => void)[] = []
  const broker = await Aedes.createBroker({
    authenticate: (client, username, given, done) =>
      done(null, client.id === id || (username === 'tocsin' && given?.toString() === password)),
    authorizePublish(client, packet, done) {
      const isCommand = packet.topic.endsWith('/cmd')
      if (isCommand && mood === 'fail') {
        client?.close()
        return
      }
      if (isCommand && mood === 'hang') held.push(() => done(null))
      else done(null)
    },
  })
  const server = createServer(broker.handle)
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const url = `mqtt://127.0.0.1:${(server.address() as AddressInfo).port}`
  const speaker = await mqtt.connectAsync(url, { clientId: id })
  const sounded: SpeakerCommand[] = []
  const commands: SpeakerCommand[] = []
  const say = (state: object) =>
    speaker.publishAsync(`speaker/${id}/state`, JSON.stringify(state), { qos: 1 }).catch(() => undefined)
  speaker.on('message', (_topic, payload) => {
    const command = JSON.parse(payload.toString()) as SpeakerCommand
    commands.push(command)
    const known = sounded.some((other) => other.id === command.id)
    void say({ id: command.id, state: 'received' })
    if (!known) sounded.push(command)
    if (!mute) void say({ id: command.id, state: 'sounded' })
  })
  await speaker.subscribeAsync(`speaker/${id}/cmd`, { qos: 1 })
  return {
    url,
    /** What people heard: each id once. */
    sounded,
    /** What came, repetitions too. */
    commands,
    say,
    /** It sounds and does not say so. */
    beMute(yes: boolean) {
      mute = yes
    },
    become(next: typeof mood) {
      mood = next
      if (next !== 'accept') return
      for (const done of held) done()
      held = []
    },
    async stop() {
      await speaker.endAsync(true)
      await new Promise<void>((resolve) => broker.close(() => resolve()))
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
