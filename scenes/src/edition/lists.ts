/** A row of the registry's hash list. */
export type RegistryRow = {
  imageId: number
  md5: string
  sha1: string
  sha256: string
  pdq: { nn512: string; full: string } | null
  seriesName: string
  identified: boolean
  distributed: boolean
  submissions: number
}

const HEADER =
  'MD5;SHA1;PhotoDNA;Image ID;Is distributed;Victim identified;Offender identified;Series name;Number of submissions;File Available;Media Type;Baseline;SHA256;PDQ nn512;PDQ full'

/** Writes registry rows as the `;`-separated hash list of a series registry, with SHA-256 and PDQ added. */
export function registryCsv(rows: readonly RegistryRow[]): string {
  const yes = (flag: boolean): string => (flag ? 'Yes' : 'No')
  const lines = rows.map((row) =>
    [
      row.md5.toUpperCase(),
      row.sha1.toUpperCase(),
      '',
      row.imageId,
      yes(row.distributed),
      yes(row.identified),
      'No',
      row.seriesName,
      row.submissions,
      'Yes',
      row.pdq ? 'Image' : 'Video',
      'No',
      row.sha256.toUpperCase(),
      row.pdq?.nn512 ?? '',
      row.pdq?.full ?? '',
    ].join(';'),
  )
  return `${[HEADER, ...lines].join('\n')}\n`
}

/** Writes a known-good list: one hash a line, SHA-1, MD5 and SHA-256 in turn, in byte order of the SHA-256. */
export function knownGoodList(contents: readonly { sha256: string; sha1: string; md5: string }[]): string {
  const sorted = [...contents].sort((a, b) => (a.sha256 < b.sha256 ? -1 : 1))
  const lines = sorted.map(({ sha256, sha1, md5 }, i) => [sha1, sha1, md5, sha256][i % 4])
  return `# Files of the operating system and its wallpapers: one SHA-1, MD5 or SHA-256 a line.\n${lines.join('\n')}\n`
}

/** Writes a negative list: pictures that everybody has and that must never alert. */
export function negativeList(hashes: readonly string[]): string {
  return `# Stock pictures: never alert.\n${hashes.map((hash) => `pdq ${hash}`).join('\n')}\n`
}
