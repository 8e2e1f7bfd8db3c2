import { hashBytes, nodeHash, type Sha256 } from './hash.ts'
import type { HashReader } from './subtree.ts'
import { checkSize, TlogError } from './tlog-error.ts'

/**
 * A tile: hashes `index * 256` to `index * 256 + width - 1` of the tree level `8 * level`. Width 256 is a full
 * tile, 1 to 255 a partial one at the right edge.
 */
export type Tile = { level: number; index: number; width: number }

/** A resource to be stored: a path under the log's prefix, and its bytes. */
export type Resource = { path: string; bytes: Uint8Array }

export const tileWidth = 256
const levelHeight = 8
const highestLevel = 63

/**
 * The path of a hash tile under the log's prefix, for example `tile/0/x001/x234/067` or `tile/1/000.p/17`
 * (C2SP tlog-tiles). Level 0 to 63, width 1 to 256; throws `TlogError` 'tlog/tile'.
 */
export function tilePath(level: number, index: number, width: number = tileWidth): string {
  if (!Number.isSafeInteger(level) || level < 0 || level > highestLevel) {
    throw new TlogError('tlog/tile', `level: expected an integer of 0 to ${highestLevel}, got ${level}`)
  }
  return `tile/${level}/${placeOf(index, width)}`
}

/** The path of an entry bundle, for example `tile/entries/x001/234.p/5`. Throws `TlogError` 'tlog/tile'. */
export function entriesPath(index: number, width: number = tileWidth): string {
  return `tile/entries/${placeOf(index, width)}`
}

function placeOf(index: number, width: number): string {
  if (!Number.isSafeInteger(index) || index < 0) {
    throw new TlogError('tlog/tile', `index: expected an integer of 0 or more, got ${index}`)
  }
  if (!Number.isSafeInteger(width) || width < 1 || width > tileWidth) {
    throw new TlogError('tlog/tile', `width: expected an integer of 1 to ${tileWidth}, got ${width}`)
  }
  const parts = [String(index % 1000).padStart(3, '0')]
  for (let rest = Math.floor(index / 1000); rest > 0; rest = Math.floor(rest / 1000)) {
    parts.unshift(`x${String(rest % 1000).padStart(3, '0')}`)
  }
  return width === tileWidth ? parts.join('/') : `${parts.join('/')}.p/${width}`
}

/**
 * The hash tiles that a tree of `newSize` leaves has and one of `oldSize` has not, lowest level first. Those of
 * level 0 are at the same time the entry bundles to be written. Throws `TlogError` 'tlog/size'.
 */
export function tilesToWrite(oldSize: number, newSize: number): Tile[] {
  checkSize('newSize', newSize)
  checkSize('oldSize', oldSize, newSize)
  const tiles: Tile[] = []
  let before = oldSize
  let after = newSize
  for (let level = 0; after > before; level++) {
    for (let index = Math.floor(before / tileWidth); index * tileWidth < after; index++) {
      tiles.push({ level, index, width: Math.min(tileWidth, after - index * tileWidth) })
    }
    before = Math.floor(before / tileWidth)
    after = Math.floor(after / tileWidth)
  }
  return tiles
}

/**
 * Reads the hashes of a tree of `size` leaves out of its stored tiles.
 *
 * `readTile(path)` gives the bytes of a tile; each is read once and kept as long as the reader. Throws `TlogError`
 * 'tlog/tile' when a tile does not have its width. The hashes are as trustworthy as the tiles: compare
 * `treeRoot` with a signed checkpoint.
 */
export function tileReader(sha256: Sha256, size: number, readTile: (path: string) => Uint8Array): HashReader {
  checkSize('size', size)
  return layeredReader(sha256, size, [], readTile)
}

/**
 * Grows a stored tree of `oldSize` leaves by the leaves with the hashes `added`, and returns the hash tiles to be
 * written, complete. `readTile(path)` gives the tiles of the old tree. Throws as `tileReader` does.
 */
export function growTiles(
  sha256: Sha256,
  oldSize: number,
  added: readonly Uint8Array[],
  readTile: (path: string) => Uint8Array,
): Resource[] {
  checkSize('oldSize', oldSize)
  const read = layeredReader(sha256, oldSize, added, readTile)
  return tilesToWrite(oldSize, oldSize + added.length).map(({ level, index, width }) => {
    const bytes = new Uint8Array(width * hashBytes)
    for (let i = 0; i < width; i++) bytes.set(read(level * levelHeight, index * tileWidth + i), i * hashBytes)
    return { path: tilePath(level, index, width), bytes }
  })
}

/** Hashes of stored tiles of `size` leaves, continued by `added` leaves that are not in tiles yet. */
function layeredReader(
  sha256: Sha256,
  size: number,
  added: readonly Uint8Array[],
  readTile: (path: string) => Uint8Array,
): HashReader {
  const tiles = new Map<string, Uint8Array>()
  const made = new Map<string, Uint8Array>()

  const stored = (level: number, index: number): Uint8Array => {
    const tile = Math.floor(index / tileWidth)
    const count = Math.floor(size / tileWidth ** level)
    const width = Math.min(tileWidth, count - tile * tileWidth)
    const path = tilePath(level, tile, width)
    let bytes = tiles.get(path)
    if (bytes === undefined) {
      bytes = readTile(path)
      if (bytes.length !== width * hashBytes) {
        throw new TlogError('tlog/tile', `${path}: expected ${width * hashBytes} bytes, got ${bytes.length}`)
      }
      tiles.set(path, bytes)
    }
    const at = (index % tileWidth) * hashBytes
    return bytes.subarray(at, at + hashBytes)
  }

  const read: HashReader = (level, index) => {
    const end = (index + 1) * 2 ** level
    if (end > size + added.length) {
      throw new TlogError(
        'tlog/size',
        `level ${level}, index ${index}: outside ${size + added.length} leaves`,
      )
    }
    if (level % levelHeight === 0 && end <= size) return stored(level / levelHeight, index)
    if (level === 0) return added[index - size] as Uint8Array
    const name = `${level}/${index}`
    let hash = made.get(name)
    if (hash === undefined) {
      hash = nodeHash(sha256, read(level - 1, 2 * index), read(level - 1, 2 * index + 1))
      made.set(name, hash)
    }
    return hash
  }
  return read
}
