import type { TestEvent } from 'node:test/reporters'

/** One finished test, as one line of JSON from the test's process to the runner. */
export type Finished = {
  name: string
  outcome: 'passed' | 'failed' | 'skipped' | 'todo'
  /** The reason given for a skipped or unfinished test; empty where none was given. */
  reason: string
}

/** A reporter of node:test that writes one line a finished test; suites are not counted as tests. */
export default async function* eventReporter(events: AsyncIterable<TestEvent>): AsyncGenerator<string> {
  for await (const { type, data } of events) {
    if (type !== 'test:pass' && type !== 'test:fail') continue
    const { name, skip, todo, details } = data
    if (details.type === 'suite' && type === 'test:pass') continue
    const line: Finished = { name, outcome: 'passed', reason: '' }
    if (type === 'test:fail') line.outcome = 'failed'
    else if (skip !== undefined) Object.assign(line, { outcome: 'skipped', reason: reasonOf(skip) })
    else if (todo !== undefined) Object.assign(line, { outcome: 'todo', reason: reasonOf(todo) })
    yield `${JSON.stringify(line)}\n`
  }
}

function reasonOf(given: string | boolean): string {
  return typeof given === 'string' ? given : ''
}
