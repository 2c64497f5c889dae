export * from './dissect.ts'
export * from './guess.ts'
export * from './kept.ts'
export * from './pasted.ts'
