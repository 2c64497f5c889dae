export * from './crossing.ts'
export * from './floods.ts'
export * from './recording.ts'
export * from './walk.ts'
