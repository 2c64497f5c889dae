export * from './binding.ts'
export { fromHex, fromLatin, fromUtf8, hex, joined, latin, utf8, word } from './bytes.ts'
export * from './chirpstack.ts'
export * from './clock-correction.ts'
export * from './codec.ts'
export * from './codec-for.ts'
export * from './counter.ts'
export { covering } from './cover.ts'
export * from './device-profile.ts'
export {
  cut,
  type Framing,
  HALF_FRAME_AFTER,
  NOTHING_PENDING,
  type PendingBytes,
  type Piece,
} from './framing.ts'
export * from './hj212/index.ts'
export * from './instant.ts'
export * from './local-time.ts'
export * from './manual-report.ts'
export * from './modbus/index.ts'
export * from './payload.ts'
export * from './payload-fields.ts'
export * from './reason-words.ts'
export {
  REASONS as REJECTION_REASONS,
  type Reason as RejectionReason,
  type ReasonCode,
  say,
} from './reasons.ts'
export { Rejections } from './rejections.ts'
export * from './senml.ts'
export * from './sl323.ts'
export * from './sl651/index.ts'
export * from './szy206/index.ts'
export * from './thingsboard.ts'
export { unitRatio } from './units.ts'
