declare module 'exifr/dist/full.umd.cjs' {
  const exifr: { parse(bytes: Uint8Array, options: object): Promise<Record<string, unknown> | undefined> }
  export = exifr
}
declare module 'libheif-js/wasm-bundle.js' {
  const library: object
  export = library
}
