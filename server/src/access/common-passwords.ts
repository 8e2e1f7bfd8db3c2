import { dictionary } from '@zxcvbn-ts/language-common'

let known: ReadonlySet<string> | null = null

/** Passwords that lay in published breaches, the most frequent ones, in small letters. Read when first needed. */
export function commonPasswords(): ReadonlySet<string> {
  known ??= new Set(dictionary['passwords-common'].map((one) => one.toLowerCase()))
  return known
}
