import { type Answer, answerBody, calls } from '@tocsin/contract'
import { reasonOf } from '../src/gateway.ts'
import type { FlowNode, Message, NodeConfig, Red } from '../src/red.ts'

type Ledger = Answer<typeof calls.getCallout>

/** Enters what somebody answered who is being called. It counts as the call-out's rules say, and nobody else's answer can be given. */
export default function answer(red: Red): void {
  red.nodes.registerType('answer', function (this: FlowNode, config: NodeConfig) {
    red.nodes.createNode(this, config)
    const { tocsin } = red.settings

    async function calloutOf({ callout, warning }: Message): Promise<string> {
      if (typeof callout === 'string' && callout !== '') return callout
      if (typeof warning !== 'string' || warning === '') {
        throw new Error('expected msg.callout, or msg.warning: the id of what the person was called for')
      }
      const { callouts } = await tocsin.call(calls.listCallouts, { query: { warning } })
      const [newest] = callouts
      if (newest === undefined) throw new Error(`nobody is called for the warning ${warning}`)
      return newest.id
    }

    async function enter(message: Message): Promise<Message> {
      const { payload, person } = message
      const given = typeof payload === 'object' && payload !== null ? payload : { code: payload }
      const body = answerBody.safeParse({ person, ...given })
      if (!body.success) {
        const [issue] = body.error.issues
        throw new Error(`${issue?.path.join('.')}: ${issue?.message}`)
      }
      const id = await calloutOf(message)
      const ledger: Ledger = await tocsin.call(calls.recordAnswer, { params: { id }, body: body.data })
      const called = ledger.persons.find((one) => one.person === body.data.person)
      if (called === undefined) throw new Error(`${body.data.person} is not called in the call-out ${id}`)
      return { ...message, callout: id, answer: called.answers.at(-1), state: called.state }
    }

    this.on('input', (message, send, done) => {
      enter(message).then(
        (entered) => {
          this.status({ fill: 'green', shape: 'dot', text: 'status.entered' })
          send(entered)
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
