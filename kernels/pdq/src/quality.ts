/**
 * The reference's quality of a 64 x 64 picture, 0 to 100: the sum of its quantised gradients.
 *
 * Below 50 the picture is too plain for its hash to be trusted.
 */
export function qualityOf(reduced: Float32Array): number {
  let total = 0
  for (let at = 0; at < 63 * 64; at++) total += gradient(reduced, at, at + 64)
  for (let row = 0; row < 64 * 64; row += 64) {
    for (let at = row; at < row + 63; at++) total += gradient(reduced, at, at + 1)
  }
  return Math.min(100, Math.floor(total / 90))
}

function gradient(reduced: Float32Array, a: number, b: number): number {
  const difference = Math.fround((reduced[a] as number) - (reduced[b] as number))
  return Math.abs(Math.trunc(Math.fround(Math.fround(difference * 100) / 255)))
}
