import type { FlowNode, Red } from '../src/red.ts'

/** Shows at a node whether the gateway is connected; the answer stops that. */
export function showLink(node: FlowNode, red: Red): () => void {
  const { tocsin } = red.settings
  const show = (linked: boolean) =>
    node.status(
      linked
        ? { fill: 'green', shape: 'dot', text: 'status.linked' }
        : { fill: 'red', shape: 'ring', text: 'status.away' },
    )
  show(tocsin.linked)
  return tocsin.on('link', show)
}
