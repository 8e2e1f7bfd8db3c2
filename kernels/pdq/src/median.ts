/**
 * The lower median of 256 float32 values by Torben Mogensen's method: halve the range of values until half of
 * them lie on each side.
 *
 * The bits of a hash depend on which of two middle values is taken, so this follows the reference step by step
 * instead of sorting.
 */
export function torbenMedian(values: Float32Array): number {
  const half = (values.length + 1) >> 1
  let low = values[0] as number
  let high = low
  for (const value of values) {
    if (value < low) low = value
    if (value > high) high = value
  }
  for (;;) {
    const guess = Math.fround(Math.fround(low + high) / 2)
    let less = 0
    let greater = 0
    let equal = 0
    let greatestBelow = low
    let leastAbove = high
    for (let i = 0; i < values.length; i++) {
      const value = values[i] as number
      if (value < guess) {
        less++
        if (value > greatestBelow) greatestBelow = value
      } else if (value > guess) {
        greater++
        if (value < leastAbove) leastAbove = value
      } else {
        equal++
      }
    }
    if (less <= half && greater <= half) {
      if (less >= half) return greatestBelow
      return less + equal >= half ? guess : leastAbove
    }
    if (less > greater) high = greatestBelow
    else low = leastAbove
  }
}
