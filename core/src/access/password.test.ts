import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { CONTEXT_WORDS, decidePassword, PASSWORD_CHARACTERS_MIN } from './password.ts'

const COMMON = new Set(['password', 'qwertyuiop', 'dragon', 'michael', '123456789012', 'letmein', 'monkey'])
const CONTEXT = ['NL-vandijk', 'Anneke van Dijk', 'NL', 'Unit of the Netherlands']

const codeOf = (password: string): string | null => decidePassword(password, COMMON, CONTEXT)?.code ?? null

describe('a password', () => {
  it('is long enough by what a person counts as characters', () => {
    assert.equal(codeOf('zvxkwqjhrtm'), 'credential/short')
    assert.equal(codeOf('zvxkwqjhrtmf'), null)
    assert.equal(codeOf('🚲🚲🚲🚲🚲🚲'), 'credential/short')
  })

  it('is not one that is known, nor made of two', () => {
    for (const guess of [
      '123456789012',
      'passwordpassword',
      'Password123456',
      'dragon-michael-1987',
      'MonkeyDragon!',
      'qwertyuiop12',
      '999999999999',
      'abababababab',
      'letmein....letmein',
      '2026!Dragon2026!',
    ]) {
      assert.equal(codeOf(guess), 'credential/guessable', guess)
    }
  })

  it('is not one with digits and signs in place of letters', () => {
    for (const guess of ['p455w0rd-2026', 'P@$$w0rd2026!', 'Dr4g0n.M1ch43l']) {
      assert.equal(codeOf(guess), 'credential/guessable', guess)
    }
  })

  it('is not made of words of the context, of the name, the code or the unit', () => {
    for (const word of CONTEXT_WORDS) {
      assert.equal(codeOf(`${word}2026.2026`), 'credential/guessable', word)
    }
    for (const guess of ['Homeward-Homeward', 'anneke-vandijk-1', 'Netherlands2026']) {
      assert.equal(codeOf(guess), 'credential/guessable', guess)
    }
  })

  it('may have known words among others, and any characters at all', () => {
    for (const password of [
      'my dragon eats monkeys',
      'eleven quiet bicycles',
      'nur kleine buchstaben',
      'ΚΑΛΗΜΕΡΑ ΚΟΣΜΕ',
      '4810 7732 9056',
      'dragon monkey letmein please',
    ]) {
      assert.equal(codeOf(password), null, password)
    }
  })

  it('of random characters is taken, and one that was refused is not taken with digits behind it', () => {
    const letters = fc.constantFrom(...'bcdfghjklmnpqrstvwxyz')
    const random = fc.array(letters, { minLength: PASSWORD_CHARACTERS_MIN, maxLength: 30 })
    fc.assert(fc.property(random, (drawn) => new Set(drawn).size < 5 || codeOf(drawn.join('')) === null))
    const made = fc.tuple(fc.constantFrom(...COMMON), fc.constantFrom(...CONTEXT_WORDS), fc.nat())
    fc.assert(fc.property(made, ([one, other, n]) => codeOf(`${one}${other}${n}`) === 'credential/guessable'))
  })
})
