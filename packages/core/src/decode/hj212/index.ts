export * from './codec.ts'
export {
  type Hj212Head,
  hj212Frame,
  hj212Reply,
  hj212SetClock,
  requestNumber,
  uploadContent,
} from './encode.ts'
export { FRAMING as HJ212_FRAMING, readHj212, type Segment as Hj212Segment } from './segment.ts'
