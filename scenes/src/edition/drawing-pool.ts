import { Worker } from 'node:worker_threads'
import { SceneError } from '../errors.ts'
import type { DrawingJob, DrawingResult, DrawnContent } from './drawing-job.ts'

/** A thread draws while its other job is being encoded. */
const JOBS_PER_THREAD = 2

/**
 * Draws all jobs on so many threads, never more than jobs.
 * Returns the contents of each job in the order of the jobs; throws `SceneError` when one fails.
 */
export async function drawJobs(
  jobs: readonly DrawingJob[],
  threads: number,
  onDrawn: (done: number) => void,
): Promise<DrawnContent[][]> {
  const contents: DrawnContent[][] = []
  let next = 0
  let done = 0
  const workers = Array.from(
    { length: Math.max(1, Math.min(threads, jobs.length)) },
    () => new Worker(new URL('./drawing-thread.ts', import.meta.url)),
  )
  const feed = (worker: Worker): void => {
    const job = jobs[next]
    if (job) worker.postMessage(job)
    next++
  }
  try {
    await new Promise<void>((resolve, reject) => {
      if (jobs.length === 0) resolve()
      for (const worker of workers) {
        worker.on('error', reject)
        worker.on('message', (result: DrawingResult) => {
          if ('error' in result) {
            reject(
              new SceneError('scenes/drawing-failed', `job ${result.number} was not drawn: ${result.error}`),
            )
            return
          }
          contents[result.number] = result.contents
          onDrawn(++done)
          if (done === jobs.length) resolve()
          else feed(worker)
        })
        for (let i = 0; i < JOBS_PER_THREAD; i++) feed(worker)
      }
    })
  } finally {
    await Promise.all(workers.map((worker) => worker.terminate()))
  }
  return contents
}
