declare module 'node-red' {
  import type { Server } from 'node:http'
  import type { Red } from './red.ts'

  /** The parts of Node-RED that a program needs which runs it. */
  const red: Red & {
    init(server: Server, settings: object): void
    start(): Promise<void>
    stop(): Promise<void>
    readonly httpAdmin: (request: unknown, response: unknown) => void
    readonly events: { on(name: string, listener: (event: { id?: string; payload?: unknown }) => void): void }
  }
  export default red
}
