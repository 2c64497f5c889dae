import { parentPort, workerData } from 'node:worker_threads'
import type { ScenarioBody } from '@tocsin/contract'
import { playData, playText } from './play.ts'

// A thread of its own for each scenario: whoever asked gets the answer or the time runs out, and nothing of it stays.
const { scenario, text } = workerData as ScenarioBody
parentPort?.postMessage(text === undefined ? playData(scenario) : playText(text))
