/**
 * Climbs from a node to the root of a tree with the hashes of a proof (RFC 9162, sections 2.1.3.2 and 2.1.4.2). `node`
 * and `last` are the indices of the node and of the last node of its level. `join` is called for each hash, with the
 * side of the node on which it lies. Returns whether the proof ends exactly at the root.
 */
export function climb(
  node: number,
  last: number,
  proof: readonly Uint8Array[],
  join: (part: Uint8Array, side: 'left' | 'right') => void,
): boolean {
  let at = node
  let end = last
  const up = (): void => {
    at = Math.floor(at / 2)
    end = Math.floor(end / 2)
  }
  for (const part of proof) {
    if (end === 0) return false
    if (at % 2 === 1 || at === end) {
      join(part, 'left')
      while (at % 2 === 0 && at !== 0) up()
    } else {
      join(part, 'right')
    }
    up()
  }
  return end === 0
}
