/** What one part of the docs check looked at, and what is wrong. */
export type DocsPart = { looked: number; problems: string[] }
