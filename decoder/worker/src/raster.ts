/** Decoded pixels: red, green, blue, row-major, 8 bits each. */
export type Raster = {
  data: Uint8Array
  widthPx: number
  heightPx: number
  /** Pictures in the file. */
  frames: number
}
