import type { Gateway } from './gateway.ts'

/** A message as it goes along the wires of a flow. */
export interface Message {
  payload?: unknown
  topic?: unknown
  [property: string]: unknown
}

export interface Status {
  readonly fill?: 'red' | 'green' | 'yellow' | 'blue' | 'grey'
  readonly shape?: 'ring' | 'dot'
  /** A key of the node’s words, which the editor says in the reader’s language; or what has none. */
  readonly text?: string
}

type Send = (message: Message | (Message | null)[]) => void

/** A node of a running flow: what of Node-RED's own object these nodes use. */
export interface FlowNode {
  readonly id: string
  readonly credentials?: Readonly<Record<string, string>>
  status(status: Status): void
  error(reason: string, message?: Message): void
  warn(reason: string): void
  send: Send
  on(event: 'input', listener: (message: Message, send: Send, done: (error?: Error) => void) => void): void
  on(event: 'close', listener: (done: () => void) => void): void
}

/** How a node was set up in the editor. */
export type NodeConfig = Readonly<Record<string, unknown>>

/** What a module of nodes gets from Node-RED. */
export interface Red {
  readonly nodes: {
    createNode(node: FlowNode, config: NodeConfig): void
    registerType(
      type: string,
      construct: (this: FlowNode, config: NodeConfig) => void,
      options?: { credentials?: Readonly<Record<string, { type: 'text' | 'password' }>> },
    ): void
    getNode(id: unknown): FlowNode | null
  }
  readonly settings: { readonly tocsin: Gateway }
}
