export * from './dissect.ts'
export * from './guess.ts'
export * from './pasted.ts'
