import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { personName } from './person-name.ts'
import { relationOf } from './policy.ts'

describe('the name of a person', () => {
  const person = { code: 'FR-specialist', unitCode: 'FR' }
  const before = (reader: string, members: readonly string[]): string =>
    personName(relationOf('unit-fr', reader, members), person)

  it('is the code before the own unit, in the edition or not', () => {
    assert.equal(before('unit-fr', ['unit-fr', 'unit-de']), 'FR-specialist')
    assert.equal(before('unit-fr', []), 'FR-specialist')
  })

  it('is the code before colleagues of the edition', () => {
    assert.equal(before('unit-de', ['unit-fr', 'unit-de']), 'FR-specialist')
  })

  it('is the unit once the person’s unit is not in the edition', () => {
    assert.equal(before('unit-de', ['unit-de']), 'FR')
  })
})
