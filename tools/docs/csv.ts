/**
 * The rows of comma-separated text (RFC 4180), each with its line. A quoted cell may hold commas and quotes as two, but
 * no line break, so that a row is a line. Where a quote does not close, the rest of the line is one cell.
 */
export function csvRows(text: string): { line: number; cells: string[] }[] {
  return text
    .split('\n')
    .map((row, index) => ({ line: index + 1, cells: cellsOf(row) }))
    .filter(({ cells }) => cells.some((cell) => cell !== ''))
}

function cellsOf(row: string): string[] {
  const cell = /(?:"((?:[^"]|"")*)"|([^",][^,]*|))(,|$)/y
  const cells: string[] = []
  for (let ended = false; !ended; ) {
    const at = cell.lastIndex
    const found = cell.exec(row)
    cells.push(found === null ? row.slice(at) : (found[1]?.replaceAll('""', '"') ?? found[2] ?? ''))
    ended = found === null || found[3] === ''
  }
  return cells
}
