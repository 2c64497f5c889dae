export { default } from './warning-in.ts'
