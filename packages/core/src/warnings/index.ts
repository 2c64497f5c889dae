export * from './acknowledgement.ts'
export * from './command.ts'
export * from './lifecycle.ts'
