export * from './codec.ts'
export {
  type Adu,
  exceptionAnswer,
  MOST_REGISTERS,
  type ReadRequest,
  readAdu,
  readRequest,
  registersAnswer,
  type Transport,
} from './frame.ts'
export * from './register-types.ts'
export * from './registers.ts'
