/**
 * One dimension of the reference's box filter as numbers: output `o` is the mean of the inputs
 * `o - (window - ahead) + 1` to `o + ahead`, fewer at the edges.
 */
export type Box = { window: number; ahead: number }

/** The number of cells, and of samples, along each side of the reduced picture. */
export const cells = 64

/** The box for a side of `lengthPx`: half a cell, rounded up, because two passes span one cell. */
export function boxFor(lengthPx: number): Box {
  const window = Math.floor((lengthPx + 2 * cells - 1) / (2 * cells))
  return { window, ahead: Math.floor((window + 2) / 2) - 1 }
}

/** Source indices of the 64 cell centres along a side of `lengthPx`, ascending. */
export function cellCentres(lengthPx: number): Int32Array {
  const centres = new Int32Array(cells)
  for (let i = 0; i < cells; i++) centres[i] = Math.floor(((i + 0.5) * lengthPx) / cells)
  return centres
}
