import { type Refusal, refuse } from '../refusal.ts'

/** Shortest password that is accepted, in characters. */
export const PASSWORD_CHARACTERS_MIN = 12
/** Longest, so that hashing one costs a bounded time. */
export const PASSWORD_CHARACTERS_MAX = 1024

/** Words of this product and its field: whoever guesses at a desk of Homeward begins with them. */
export const CONTEXT_WORDS: readonly string[] = [
  'homeward',
  'victim',
  'identification',
  'vidtf',
  'taskforce',
  'exploitation',
  'specialist',
  'coordinator',
  'supervisor',
  'administrator',
  'auditor',
  'analyst',
  'police',
  'interpol',
  'europol',
]

const KNOWN_WORDS_MAX = 2
const WORD_CHARACTERS_MIN = 4
const WORD_CHARACTERS_MAX = 40
const DIFFERENT_CHARACTERS_MIN = 5
const LETTER = /\p{L}/u
const LOOK_ALIKES: Readonly<Record<string, string>> = {
  '0': 'o',
  '1': 'i',
  '3': 'e',
  '4': 'a',
  '5': 's',
  '7': 't',
  '@': 'a',
  $: 's',
  '!': 'i',
}

/**
 * Whether a new password may be set: long enough, and more than what is tried first. It is refused when it is a known
 * password, or when nothing but digits and signs is left beside at most two known ones or words of the context, also
 * with signs in place of letters. Which characters it has is free.
 *
 * @param common known passwords in small letters
 * @param context words that stand near the person: name, code, unit; in any letters
 */
export function decidePassword(
  password: string,
  common: ReadonlySet<string>,
  context: readonly string[],
): Refusal | null {
  const characters = [...password]
  const count = characters.length
  if (count < PASSWORD_CHARACTERS_MIN) {
    return refuse(
      'credential/short',
      `Expected a password of at least ${PASSWORD_CHARACTERS_MIN} characters, got ${count}.`,
    )
  }
  const words = new Set(
    [...CONTEXT_WORDS, ...context.flatMap(partsOf)].filter((word) => word.length >= WORD_CHARACTERS_MIN),
  )
  const isKnown = (part: string): boolean => words.has(part) || common.has(part)
  const small = password.toLowerCase()
  const few = new Set(characters).size < DIFFERENT_CHARACTERS_MIN
  if (few || isMadeOf(small, isKnown)) {
    return refuse(
      'credential/guessable',
      'This password is among the first that are tried: known ones, names and words of this desk, with digits added. ' +
        'Expected something less usual; a sentence that only you know is good.',
    )
  }
  return null
}

function partsOf(text: string): string[] {
  return text
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter((part) => part !== '')
}

/** The text as it reads when digits and signs are taken for the letters that they resemble; as long as it was. */
function readAsLetters(text: string): string {
  return [...text].map((one) => LOOK_ALIKES[one] ?? one).join('')
}

/**
 * Whether at most two known words cover the text. Where it has letters, digits and signs between them need no cover;
 * a text of digits alone has to be covered whole, for any digits may be a password.
 */
function isMadeOf(text: string, isKnown: (part: string) => boolean): boolean {
  const read = readAsLetters(text)
  const mayPass = LETTER.test(text)
  // fewest[i]: the least number of known words that cover the first i characters.
  const fewest = [0, ...Array.from(text, () => Number.POSITIVE_INFINITY)]
  const reach = (end: number, words: number): void => {
    fewest[end] = Math.min(fewest[end] ?? words, words)
  }
  for (let start = 0; start < text.length; start += 1) {
    const here = fewest[start] ?? Number.POSITIVE_INFINITY
    if (here > KNOWN_WORDS_MAX) continue
    if (mayPass && !LETTER.test(text[start] ?? '')) reach(start + 1, here)
    const last = Math.min(text.length, start + WORD_CHARACTERS_MAX)
    for (let end = start + WORD_CHARACTERS_MIN; end <= last; end += 1) {
      if (isKnown(text.slice(start, end)) || isKnown(read.slice(start, end))) reach(end, here + 1)
    }
  }
  return (fewest[text.length] ?? Number.POSITIVE_INFINITY) <= KNOWN_WORDS_MAX
}
