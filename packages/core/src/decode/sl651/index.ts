export * from './codec.ts'
export { CLASSES, ELEMENTS, SERIES } from './elements.ts'
export * from './encode.ts'
export { FUNCTIONS as SL651_FUNCTIONS } from './functions.ts'
