import type { Signal } from './sound-plan.ts'

interface Tone {
  /** Seconds after the start of the signal. */
  readonly at: number
  readonly seconds: number
  readonly from: number
  readonly to: number
  readonly loud: number
}

const SIGNALS: Record<Signal, readonly Tone[]> = {
  red: [0, 0.24, 0.48].map((at) => ({ at, seconds: 0.2, from: 880, to: 1320, loud: 0.5 })),
  orange: [
    { at: 0, seconds: 0.28, from: 784, to: 784, loud: 0.35 },
    { at: 0.36, seconds: 0.28, from: 622, to: 622, loud: 0.35 },
  ],
  yellow: [{ at: 0, seconds: 0.45, from: 587, to: 587, loud: 0.25 }],
  // A telephone's two rings.
  call: [0, 0.12, 0.24, 0.6, 0.72, 0.84].map((at) => ({ at, seconds: 0.1, from: 988, to: 988, loud: 0.4 })),
  // Knocking at a door: three dull beats.
  knock: [0, 0.16, 0.32].map((at) => ({ at, seconds: 0.09, from: 330, to: 196, loud: 0.45 })),
  // Soft, and falling.
  cleared: [{ at: 0, seconds: 0.6, from: 523, to: 392, loud: 0.15 }],
  'link-lost': [0, 0.3].map((at) => ({ at, seconds: 0.18, from: 220, to: 220, loud: 0.4 })),
}

let context: AudioContext | undefined
const listeners = new Set<() => void>()

function changed(): void {
  for (const listener of listeners) listener()
}

/** Browsers let no sound through before a gesture: call this from one. */
export function unlockSound(): void {
  if (typeof AudioContext === 'undefined') return
  if (context === undefined) {
    context = new AudioContext()
    context.addEventListener('statechange', changed)
  }
  if (context.state !== 'running') void context.resume().then(changed, changed)
  changed()
}

/** Whether a signal played now would be heard. */
export function isSoundUnlocked(): boolean {
  return context?.state === 'running'
}

export function onSoundChange(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

/** Plays a signal, if the browser lets it. */
export function play(signal: Signal): void {
  if (context?.state !== 'running') return
  const start = context.currentTime + 0.02
  for (const { at, seconds, from, to, loud } of SIGNALS[signal]) {
    const oscillator = context.createOscillator()
    const gain = context.createGain()
    oscillator.type = 'triangle'
    oscillator.frequency.setValueAtTime(from, start + at)
    oscillator.frequency.linearRampToValueAtTime(to, start + at + seconds)
    // Ramps instead of steps: a step is heard as a click.
    gain.gain.setValueAtTime(0, start + at)
    gain.gain.linearRampToValueAtTime(loud, start + at + 0.015)
    gain.gain.setValueAtTime(loud, start + at + seconds - 0.04)
    gain.gain.linearRampToValueAtTime(0, start + at + seconds)
    oscillator.connect(gain).connect(context.destination)
    oscillator.start(start + at)
    oscillator.stop(start + at + seconds)
  }
}
