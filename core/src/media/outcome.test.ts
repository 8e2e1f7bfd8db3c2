import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { decideOutcome, type FileFacts, filesSeen, noOutcomes, OUTCOMES, type Outcome } from './outcome.ts'

/**
 * The counting rule as a table with one line a case, first line that fits: problem, empty, known-good, seen in this
 * exhibit, family (m media, a archive, c context), held where the actor sees it. A dash fits anything.
 */
const RULE: readonly (readonly [pattern: string, outcome: Outcome])[] = [
  ['y-----', 'quarantined'],
  ['ny----', 'empty'],
  ['nny---', 'knownGood'],
  ['nnny--', 'duplicates'],
  ['nnnna-', 'archives'],
  ['nnnnc-', 'context'],
  ['nnnnmy', 'mediaKnown'],
  ['nnnnmn', 'mediaNew'],
]

const FAMILIES = ['image', 'video', 'audio', 'archive', 'context'] as const
const PROBLEMS = [
  null,
  { code: 'file/unreadable', because: 'No permission.' },
  { code: 'file/changed', because: 'It changed while it was read.' },
  { code: 'media/limits', because: 'Too many pixels.' },
  { code: 'media/unsupported', because: 'No decoder.' },
]

function everyFile(): FileFacts[] {
  const both = [false, true]
  const files: FileFacts[] = []
  for (const problem of PROBLEMS)
    for (const sizeBytes of [0, 1, 2 ** 40])
      for (const knownGood of both)
        for (const seenInExhibit of both)
          for (const family of FAMILIES)
            for (const heldVisibly of both)
              files.push({ problem, sizeBytes, knownGood, seenInExhibit, family, heldVisibly })
  return files
}

function tableOutcome(file: FileFacts): Outcome | undefined {
  const yes = (fact: boolean): string => (fact ? 'y' : 'n')
  const facts = [
    yes(file.problem !== null),
    yes(file.sizeBytes === 0),
    yes(file.knownGood),
    yes(file.seenInExhibit),
    file.family === 'archive' ? 'a' : file.family === 'context' ? 'c' : 'm',
    yes(file.heldVisibly),
  ]
  return RULE.find(([pattern]) => facts.every((fact, at) => pattern[at] === '-' || pattern[at] === fact))?.[1]
}

describe('outcome of a file', () => {
  it('is the first line of the counting rule that fits, for every combination of facts', () => {
    const files = everyFile()
    assert.equal(files.length, 5 * 3 * 2 * 2 * 5 * 2)
    const met = new Set<Outcome>()
    for (const file of files) {
      const outcome = decideOutcome(file)
      assert.equal(outcome, tableOutcome(file), JSON.stringify(file))
      met.add(outcome)
    }
    assert.deepEqual([...met].sort(), [...OUTCOMES].sort())
  })

  it('is one of eight in the order of the rule', () => {
    assert.deepEqual(
      OUTCOMES,
      RULE.map(([, outcome]) => outcome),
    )
  })

  it('adds up to the files seen, whatever files come', () => {
    const files = everyFile()
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...files), { maxLength: 300 }), (seen) => {
        const counts = noOutcomes()
        for (const file of seen) counts[decideOutcome(file)] += 1
        assert.equal(filesSeen(counts), seen.length)
      }),
    )
  })

  it('starts from eight zeros, a new record each time', () => {
    assert.deepEqual(noOutcomes(), {
      quarantined: 0,
      empty: 0,
      knownGood: 0,
      duplicates: 0,
      archives: 0,
      context: 0,
      mediaKnown: 0,
      mediaNew: 0,
    })
    const counts = noOutcomes()
    counts.empty = 3
    assert.equal(noOutcomes().empty, 0)
  })
})
