export * from './codec.ts'
export * from './encode.ts'
export { FRAMING as SZY206_FRAMING } from './frame.ts'
