/** Parts a list wherever `parted` says so of an item and the one after it; no part is empty. */
export function splitWhere<T>(items: readonly T[], parted: (before: T, after: T) => boolean): T[][] {
  const parts: T[][] = []
  let part: T[] = []
  let before: T | undefined
  for (const item of items) {
    if (before !== undefined && parted(before, item)) {
      parts.push(part)
      part = []
    }
    part.push(item)
    before = item
  }
  if (part.length > 0) parts.push(part)
  return parts
}

/**
 * The usual step of a row of rising values: the middle one of its steps, the larger of two; 0 when there is no step.
 * What is much wider is a pause of whoever shot or numbered, whether he was quick or slow.
 */
export function usualStep(values: readonly number[]): number {
  const steps = values.slice(1).map((value, at) => value - (values[at] ?? value))
  return steps.sort((a, b) => a - b)[steps.length >> 1] ?? 0
}
