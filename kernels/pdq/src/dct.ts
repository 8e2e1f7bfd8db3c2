const cells = 64
const waves = 16

// The cosines are computed in double and rounded once, as in the reference.
const basis: Float32Array = basisMatrix()

function basisMatrix(): Float32Array {
  const scale = Math.fround(Math.sqrt(2 / cells))
  const matrix = new Float32Array(waves * cells)
  for (let i = 0; i < waves; i++) {
    for (let j = 0; j < cells; j++) {
      matrix[i * cells + j] = scale * Math.cos((Math.PI / 2 / cells) * (i + 1) * (2 * j + 1))
    }
  }
  return matrix
}

/**
 * The 16 x 16 lowest frequencies (1 to 16 each way, the constant one left out) of a 64 x 64 picture.
 *
 * Row-major; the row is the vertical frequency. Sums run in the reference's order in float32.
 */
export function lowFrequencies(reduced: Float32Array): Float32Array {
  const half = new Float32Array(waves * cells)
  for (let i = 0; i < waves; i++) {
    for (let j = 0; j < cells; j += 4) {
      let s0 = 0
      let s1 = 0
      let s2 = 0
      let s3 = 0
      for (let k = 0; k < cells; k++) {
        const wave = basis[i * cells + k] as number
        const at = k * cells + j
        s0 = Math.fround(s0 + Math.fround(wave * (reduced[at] as number)))
        s1 = Math.fround(s1 + Math.fround(wave * (reduced[at + 1] as number)))
        s2 = Math.fround(s2 + Math.fround(wave * (reduced[at + 2] as number)))
        s3 = Math.fround(s3 + Math.fround(wave * (reduced[at + 3] as number)))
      }
      half[i * cells + j] = s0
      half[i * cells + j + 1] = s1
      half[i * cells + j + 2] = s2
      half[i * cells + j + 3] = s3
    }
  }
  const block = new Float32Array(waves * waves)
  for (let i = 0; i < waves; i++) {
    for (let j = 0; j < waves; j++) {
      let sum = 0
      for (let k = 0; k < cells; k++) {
        const product = Math.fround((half[i * cells + k] as number) * (basis[j * cells + k] as number))
        sum = Math.fround(sum + product)
      }
      block[i * waves + j] = sum
    }
  }
  return block
}
