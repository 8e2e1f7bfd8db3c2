import type { Room } from './rooms.ts'

/** One place where a rule is broken. */
export type Breach = { code: string; file: string; line: number; because: string }

/** One file under the rules. */
export type Source = {
  file: string
  room: Room
  test: boolean
  /** A test, a benchmark, a build's configuration, or a file of test/ or tools/. */
  development: boolean
  /** A file of test/ or tools/, which may import anything. */
  free: boolean
}
