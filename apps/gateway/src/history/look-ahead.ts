import type { ObservationScan, ScanBatch } from './scan.ts'

/** The same scan, which reads the next batch while the one before is worked on. */
export function lookingAhead(scan: ObservationScan): ObservationScan {
  let ahead: Promise<ScanBatch | undefined> | undefined
  const read = (spent?: ScanBatch) => {
    const batch = scan.next(spent)
    // A failure is told to whoever asks for this batch.
    batch.catch(() => {})
    return batch
  }
  return {
    survey: scan.survey,
    async next(spent) {
      const batch = await (ahead ?? read())
      ahead = batch === undefined ? Promise.resolve(undefined) : read(spent)
      return batch
    },
    close: () => scan.close(),
  }
}
