import { announcementBody, calls } from '@tocsin/contract'
import { reasonOf } from '../src/gateway.ts'
import type { FlowNode, NodeConfig, Red } from '../src/red.ts'
import { textOf } from './config-words.ts'

/** Has a loudspeaker say a text, as far as the gateway allows: docs/flows.md. */
export default function loudspeaker(red: Red): void {
  red.nodes.registerType('loudspeaker', function (this: FlowNode, config: NodeConfig) {
    red.nodes.createNode(this, config)
    const { tocsin } = red.settings
    const language = config['language'] === 'en' ? 'en' : 'zh'

    this.on('input', (message, _send, done) => {
      const chosen = textOf(config, 'speaker')
      const id = chosen !== '' ? chosen : String(message['speaker'] ?? '')
      const body = announcementBody.safeParse({ text: String(message.payload ?? ''), language })
      if (id === '' || !body.success) {
        done(new Error('expected a loudspeaker, and a text of at most 200 characters in msg.payload'))
        return
      }
      tocsin.call(calls.announce, { params: { id }, body: body.data }).then(
        () => {
          this.status({ fill: 'green', shape: 'dot', text: 'status.said' })
          done()
        },
        (error: unknown) => {
          this.status({ fill: 'red', shape: 'ring', text: reasonOf(error).slice(0, 60) })
          done(new Error(reasonOf(error)))
        },
      )
    })
  })
}
