import { Histogram } from './histogram.ts'

/** What the HTTP server was asked since the start. */
export class Requests {
  /** Answered, and those of them that failed by our own fault. 503 is a refusal that says when to come again. */
  answered = 0
  failed = 0
  readonly took = new Histogram()

  note(status: number, seconds: number): void {
    this.answered++
    if (status >= 500 && status !== 503) this.failed++
    this.took.observe(seconds)
  }
}
