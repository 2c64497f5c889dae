export { default } from './reading-out.ts'
