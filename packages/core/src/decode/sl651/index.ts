export { readSl651, type Sl651Frame, type Sl651Link, sl651 } from './codec.ts'
export { CLASSES, ELEMENTS, SERIES } from './elements.ts'
export {
  type Sl651Address,
  type Sl651Group,
  sl651Body,
  sl651Frame,
  sl651Packets,
  sl651Query,
  sl651Report,
  sl651SetClock,
} from './encode.ts'
export { FUNCTIONS as SL651_FUNCTIONS } from './functions.ts'
export { FRAMING as SL651_FRAMING } from './head.ts'
