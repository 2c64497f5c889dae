export type { Grounds, Ruled } from './docket.ts'
export * from './judge.ts'
export type { Latest, StreamSnapshot } from './stream.ts'
