export * from './floods.ts'
export * from './recording.ts'
