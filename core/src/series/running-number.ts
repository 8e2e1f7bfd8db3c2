/**
 * The prefix and running number of a file name: the run of one to five digits that ends it before the extension. The
 * prefix may be empty (`001.jpg`); an extension of digits alone is none (`photo.001`).
 */
export function runningNumber(name: string): { prefix: string; number: number } | null {
  const stem = name.replace(/\.(?!\d+$)[^.]*$/u, '')
  const found = /^(.*[^0-9]|)(\d{1,5})\)?$/su.exec(stem)
  if (found === null) return null
  return { prefix: (found[1] ?? '').toLowerCase(), number: Number(found[2]) }
}

/** What a running number counts, by the prefix before it. */
export type NumberSeries =
  /** Somebody chose the name and numbered files under it. */
  | 'named'
  /** A messenger's files of one day, in the order in which they came, from whomever. */
  | 'received'
  /** A camera's shutter, a program's screenshots or a browser's second copies: goes on for months and joins nothing. */
  | 'counter'

const RECEIVED = /(^|[^0-9])\d{8}-wa$/
const COUNTER =
  /^(img|_mg|_?dsc[nf]?|sam|sdc|mvi|mov|vid|video|pict?|pxl|gopr|gp|dji|hpim|imgp|cimg|photo|foto|image|images|picture|pic|bild|file|unnamed|untitled|unknown|download|received|scan|screenshot|bildschirmfoto|capture|snapshot|\d{3})[-_ (]*$/

/** Tells what the number behind a prefix (as `runningNumber` gives it) counts. */
export function numberSeries(prefix: string): NumberSeries {
  if (RECEIVED.test(prefix)) return 'received'
  return COUNTER.test(prefix) ? 'counter' : 'named'
}
