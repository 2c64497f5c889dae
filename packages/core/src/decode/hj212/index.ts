export * from './codec.ts'
export {
  type Hj212Head,
  hj212Frame,
  hj212Reply,
  hj212SetClock,
  requestNumber,
  uploadContent,
} from './encode.ts'
