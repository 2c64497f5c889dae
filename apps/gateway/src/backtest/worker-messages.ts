import type { MessagePort } from 'node:worker_threads'
import type { BacktestResult } from '@tocsin/contract'
import type { BacktestTask, Progress } from './backtest.ts'

/** What the worker is started with: one back-test, after which it ends. */
export interface BacktestWorkerData {
  readonly task: BacktestTask
  /** `tocsin.db`, opened to be read: what was really raised. */
  readonly database: string
  /** The history, served by the thread that owns it. */
  readonly scan: MessagePort
}

/** Worker to main thread. */
export type BacktestReply =
  | { readonly kind: 'progress'; readonly progress: Progress }
  | { readonly kind: 'done'; readonly result: BacktestResult }
  | { readonly kind: 'failed'; readonly failure: string }
