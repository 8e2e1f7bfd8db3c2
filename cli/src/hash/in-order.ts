/**
 * Works on several items at a time and yields the results in the order of the items. At most `running` are worked on
 * and at most `ahead` results wait, so that a slow item bounds the memory. Throws what the source or the work throws.
 */
export async function* inOrder<Item, Result>(
  source: AsyncIterable<Item>,
  bounds: { readonly running: number; readonly ahead: number },
  work: (item: Item) => Promise<Result>,
): AsyncGenerator<Result> {
  const waiting: Promise<Result>[] = []
  const gate = new Gate(bounds.running)
  try {
    for await (const item of source) {
      const result = gate.pass(() => work(item))
      // Its failure is told when its turn comes.
      result.catch(() => {})
      waiting.push(result)
      while (waiting.length >= bounds.ahead) yield await (waiting.shift() as Promise<Result>)
    }
    while (waiting.length > 0) yield await (waiting.shift() as Promise<Result>)
  } finally {
    await Promise.allSettled(waiting)
  }
}

/** Lets a number of pieces of work in at a time, in the order in which they came. */
class Gate {
  #free: number
  readonly #queue: (() => void)[] = []

  constructor(places: number) {
    this.#free = places
  }

  async pass<Result>(work: () => Promise<Result>): Promise<Result> {
    if (this.#free > 0) this.#free--
    else await new Promise<void>((enter) => this.#queue.push(enter))
    try {
      return await work()
    } finally {
      const next = this.#queue.shift()
      if (next === undefined) this.#free++
      else next()
    }
  }
}
