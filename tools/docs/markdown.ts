/** One link of a page, with the line on which it stands. */
export type Link = { target: string; line: number }

/** The lines of a page with code blocks and code spans blanked, so that only prose is left. */
export function proseLines(text: string): string[] {
  let fence: string | null = null
  return text.split('\n').map((line) => {
    const mark = /^\s*(`{3,}|~{3,})/.exec(line)?.[1] ?? null
    if (fence === null && mark !== null) fence = mark
    else if (fence !== null && mark !== null && line.trim().startsWith(fence)) fence = null
    else if (fence === null) return line.replace(/(`+)[\s\S]*?\1/g, (span) => ' '.repeat(span.length))
    return ''
  })
}

/** Every link and picture of a page, inline or by reference. */
export function linksOf(text: string): Link[] {
  const links: Link[] = []
  for (const [index, line] of proseLines(text).entries()) {
    const inline = [...line.matchAll(/\]\(\s*<?([^)\s>]+)>?(?:\s+"[^"]*")?\s*\)/g)]
    const reference = /^\s*\[[^\]]+\]:\s*<?([^\s>]+)>?/.exec(line)
    for (const match of reference === null ? inline : [...inline, reference]) {
      links.push({ target: match[1] ?? '', line: index + 1 })
    }
  }
  return links
}

/** The anchors that a page offers: its headings in the form that hosts of Markdown give them, and ids. */
export function anchorsOf(text: string): Set<string> {
  const anchors = new Set<string>()
  const unspanned = text.split('\n')
  for (const [index, prose] of proseLines(text).entries()) {
    const line = unspanned[index] ?? ''
    const heading = /^\s{0,3}#{1,6}\s/.test(prose)
      ? line.replace(/^\s*#{1,6}\s+/, '').replace(/\s+#*\s*$/, '')
      : null
    if (heading !== null) addHeading(anchors, heading)
    for (const match of prose.matchAll(/<a\s[^>]*\b(?:id|name)="([^"]+)"/g)) anchors.add(match[1] ?? '')
  }
  return anchors
}

function addHeading(anchors: Set<string>, heading: string): void {
  const slug = heading
    .replace(/\[([^\]]*)\]\([^)]*\)/g, '$1')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\p{M}_\- ]/gu, '')
    .replace(/ /g, '-')
  let anchor = slug
  for (let n = 1; anchors.has(anchor); n += 1) anchor = `${slug}-${n}`
  anchors.add(anchor)
}

/** The rows of the first table whose head has exactly these columns, or null where there is none. */
export function tableRows(text: string, columns: readonly string[]): string[][] | null {
  const lines = text.split('\n')
  const head = lines.findIndex((line) => {
    const cells = cellsOf(line)
    return cells.length === columns.length && cells.every((cell, index) => cell === columns[index])
  })
  if (head === -1) return null
  const rows: string[][] = []
  for (const line of lines.slice(head + 2)) {
    if (!line.startsWith('|')) break
    rows.push(cellsOf(line))
  }
  return rows
}

function cellsOf(line: string): string[] {
  if (!line.startsWith('|')) return []
  const cells = line
    .trim()
    .replace(/^\|/, '')
    .replace(/\|$/, '')
    .split(/(?<!\\)\|/)
  return cells.map((cell) => cell.trim())
}
