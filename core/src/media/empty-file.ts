const EMPTY_FILE: readonly string[] = [
  'd41d8cd98f00b204e9800998ecf8427e',
  'da39a3ee5e6b4b0d3255bfef95601890afd80709',
  'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
]

/** True for the MD5, SHA-1 or SHA-256 of zero bytes, in lower case: in a list it would turn every empty file into a hit. */
export function isEmptyFileHash(hash: string | null): boolean {
  return hash !== null && EMPTY_FILE.includes(hash)
}
