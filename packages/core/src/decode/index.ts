export * from './counter.ts'
export * from './instant.ts'
export * from './payload.ts'
