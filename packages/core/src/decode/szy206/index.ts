export * from './codec.ts'
export { FRAMING as SZY206_FRAMING } from './frame.ts'
