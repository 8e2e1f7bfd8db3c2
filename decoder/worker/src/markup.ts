const ENTITIES: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  nbsp: ' ',
}

/** The text between the tags of HTML or XML; scripts, styles and comments are left out. One pass, no entities expanded twice. */
export function markupText(markup: string): string {
  const pieces: string[] = []
  let at = 0
  while (at < markup.length) {
    const open = markup.indexOf('<', at)
    pieces.push(markup.slice(at, open < 0 ? markup.length : open))
    if (open < 0) break
    at = skipTag(markup, open)
    pieces.push(' ')
  }
  return pieces
    .join('')
    .replaceAll(/&(#x?[0-9a-f]{1,6}|[a-z]{2,4});/gi, (whole, name: string) => entity(name) ?? whole)
    .replaceAll(/[ \t\r\f\v]+/g, ' ')
    .replaceAll(/ ?\n[ \n]*/g, '\n')
    .trim()
}

function skipTag(markup: string, open: number): number {
  if (markup.startsWith('<!--', open)) return after(markup, '-->', open)
  const name = /^<(script|style)[\s>]/i.exec(markup.slice(open, open + 8))?.[1]
  if (name !== undefined) {
    const end = markup.slice(open).search(new RegExp(`</${name}`, 'i'))
    return end < 0 ? markup.length : after(markup, '>', open + end)
  }
  return after(markup, '>', open)
}

function after(markup: string, mark: string, from: number): number {
  const end = markup.indexOf(mark, from)
  return end < 0 ? markup.length : end + mark.length
}

function entity(name: string): string | undefined {
  if (!name.startsWith('#')) return ENTITIES[name.toLowerCase()]
  const code = /^#x/i.test(name) ? Number.parseInt(name.slice(2), 16) : Number(name.slice(1))
  const allowed = code > 0x1f && code <= 0x10ffff && !(code >= 0xd800 && code <= 0xdfff)
  return allowed ? String.fromCodePoint(code) : ' '
}
