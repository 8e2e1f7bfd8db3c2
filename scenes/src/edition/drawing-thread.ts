import { parentPort } from 'node:worker_threads'
import { drawContents } from './draw-contents.ts'
import type { DrawingJob, DrawingResult } from './drawing-job.ts'

parentPort?.on('message', (job: DrawingJob) => void draw(job))

async function draw(job: DrawingJob): Promise<void> {
  let result: DrawingResult
  try {
    result = { number: job.number, contents: await drawContents(job) }
  } catch (error) {
    result = {
      number: job.number,
      error: error instanceof Error ? `${error.name}: ${error.message}` : String(error),
    }
  }
  parentPort?.postMessage(result)
}
