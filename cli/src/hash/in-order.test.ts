import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { inOrder } from './in-order.ts'

async function* upTo(count: number, begun: number[] = []): AsyncGenerator<number> {
  for (let item = 0; item < count; item++) {
    begun.push(item)
    yield item
  }
}

test('results keep the order of the items while two are worked on', async () => {
  let running = 0
  let most = 0
  const results: number[] = []
  const work = async (item: number) => {
    most = Math.max(most, ++running)
    await pause(item % 3 === 0 ? 8 : 1)
    running--
    return item * 10
  }
  for await (const result of inOrder(upTo(20), { running: 2, ahead: 6 }, work)) results.push(result)
  assert.deepEqual(
    results,
    Array.from({ length: 20 }, (_, item) => item * 10),
  )
  assert.equal(most, 2)
})

test('no more items are taken than may wait', async () => {
  const begun: number[] = []
  const results = inOrder(upTo(100, begun), { running: 2, ahead: 4 }, (item) => Promise.resolve(item))
  await results.next()
  assert.equal(begun.length, 4)
  await results.return(undefined)
})

test('a failure is told at its turn', async () => {
  const seen: number[] = []
  await assert.rejects(async () => {
    const work = (item: number) => (item === 2 ? Promise.reject(new RangeError('two')) : pause(5, item))
    for await (const result of inOrder(upTo(5), { running: 2, ahead: 5 }, work)) seen.push(result)
  }, RangeError)
  assert.deepEqual(seen, [0, 1])
})
