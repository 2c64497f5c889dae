export * from './check.ts'
export * from './gross-range.ts'
export * from './rate-of-change.ts'
export * from './timeliness.ts'
