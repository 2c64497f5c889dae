export * from './fleet.ts'
export * from './notes.ts'
export * from './rules.ts'
export * from './stations.ts'
