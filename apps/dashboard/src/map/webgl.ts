let found: boolean | undefined

/** Whether a map can be drawn; asked for once. Without it lists are the map. */
export function webgl(): boolean {
  found ??= document.createElement('canvas').getContext('webgl2') !== null
  return found
}
