export { default } from './tocsin-station.ts'
