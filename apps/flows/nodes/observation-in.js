export { default } from './observation-in.ts'
