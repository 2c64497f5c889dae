import type { Answer, calls } from '@tocsin/contract'
import { GRAVITY, LEVELS, type Level } from '@tocsin/core'
import type { FlowNode, NodeConfig, Red } from '../src/red.ts'
import { listOf, textOf, within } from './config-words.ts'
import { showLink } from './link-status.ts'

type Warning = Answer<typeof calls.listWarnings>['warnings'][number]

/**
 * Tells of warnings, of a level and graver, in an area and below it. Either `events`: each as it happens; or `standing`: the list of those whose
 * condition holds, whenever the list changes and once after every start. What must not be missed is built on the list.
 */
export default function warningIn(red: Red): void {
  red.nodes.registerType('warning in', function (this: FlowNode, config: NodeConfig) {
    red.nodes.createNode(this, config)
    const { tocsin } = red.settings
    const area = textOf(config, 'area')
    const least: Level = LEVELS.find((level) => level === config['level']) ?? 'blue'
    const types = listOf(config, 'types')
    const ends = [showLink(this, red)]
    const concerns = (warning: Warning) =>
      GRAVITY[warning.level] >= GRAVITY[least] && within(warning.area, area)

    if (config['mode'] === 'standing') {
      const standing = new Map<string, Warning>()
      let told: string | undefined
      const tell = () => {
        const list = [...standing.values()]
        const now = list.map(({ id, level }) => `${id} ${level}`).join()
        if (now === told) return
        told = now
        this.send({ topic: list.length > 0 ? 'standing' : 'none', payload: list, count: list.length })
      }
      const put = (warning: Warning) => {
        const stands = warning.state === 'open' && warning.clearedAt === null && concerns(warning)
        if (stands) standing.set(warning.id, warning)
        else standing.delete(warning.id)
      }
      const putAll = (open: readonly Warning[]) => {
        standing.clear()
        for (const warning of open) put(warning)
        tell()
      }
      ends.push(
        tocsin.on('open', putAll),
        tocsin.on('warning', ({ warning }) => {
          put(warning)
          // Before the list was read once, it is not known what else stands.
          if (told !== undefined) tell()
        }),
      )
      // Deployed while the link stands: it will not say by itself what is open.
      if (tocsin.linked) tocsin.open().then(putAll, (error: Error) => this.error(error.message))
    } else {
      ends.push(
        tocsin.on('warning', ({ warning, event }) => {
          if (!concerns(warning) || (types.length > 0 && !types.includes(event.type))) return
          this.send({ topic: warning.id, payload: warning, event, type: event.type })
        }),
      )
    }
    this.on('close', (done) => {
      for (const end of ends) end()
      done()
    })
  })
}
