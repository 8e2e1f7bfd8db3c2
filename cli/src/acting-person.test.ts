import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Asked, actingPerson } from './acting-person.ts'
import type { DataDirectory } from './data-directory.ts'

const quick: DataDirectory = { path: '/data', made: 'quick', defaultPerson: 'NL-specialist' }
const real: DataDirectory = { path: '/data', made: 'real', defaultPerson: undefined }
const nobody: Asked = { as: undefined, current: undefined, unit: undefined, administrative: false }

test('who is named goes before who is signed in, and both before anybody supposed', () => {
  const asked = { ...nobody, as: 'a', current: 'b', unit: 'DE', administrative: true }
  assert.equal(actingPerson(quick, asked), 'a')
  assert.equal(actingPerson(real, asked), 'a')
  assert.equal(actingPerson(quick, { ...asked, as: undefined }), 'b')
  assert.equal(actingPerson(real, { ...asked, as: undefined }), 'b')
})

test('where persons sign in locally, the command tells who it is meant for', () => {
  assert.equal(actingPerson(quick, { ...nobody, administrative: true }), 'administrator')
  assert.equal(actingPerson(quick, { ...nobody, unit: 'DE' }), 'DE-specialist')
  assert.equal(actingPerson(quick, nobody), 'NL-specialist')
  assert.equal(actingPerson({ ...quick, made: 'demo' }, nobody), 'NL-specialist')
})

test('a directory for real use never supposes a person', () => {
  assert.equal(actingPerson(real, nobody), undefined)
  assert.equal(actingPerson(real, { ...nobody, unit: 'DE' }), undefined)
  assert.equal(actingPerson(real, { ...nobody, administrative: true }), undefined)
})
