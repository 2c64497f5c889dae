export { default } from './answer.ts'
