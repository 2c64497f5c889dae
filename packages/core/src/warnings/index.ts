export * from './command.ts'
export * from './lifecycle.ts'
