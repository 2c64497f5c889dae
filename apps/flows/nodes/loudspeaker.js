export { default } from './loudspeaker.ts'
