import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { type Client, codeOf } from '../src/client.ts'
import { World } from '../src/world.ts'

const PASSWORD = 'eleven quiet bicycles'

describe('the sessions of a person who leaves', () => {
  let world: World
  before(async () => {
    world = await World.open({ made: 'real' })
    await world.unit('NL')
  })
  after(() => world.close())

  it('end at once when the person leaves, and no way leads to another', async () => {
    const token = await world.invite('leaving', 'NL', ['specialist'])
    const enrolling = await world.signIn('/api/sign-in/link', { token })
    await enrolling.post('/api/me/password', { password: PASSWORD })
    const byPassword = (): Promise<Client> =>
      world.signIn('/api/sign-in/password', { person: 'leaving', password: PASSWORD })
    const sessions = [await byPassword(), await byPassword()]
    const link = await world.link('leaving')
    const leave = (person: string): ReturnType<Client['send']> =>
      world.administrator.send('POST', `/api/persons/${person}/leave`, { body: {} })
    assert.equal(codeOf(await leave('administrator')), 'person/self')
    const left = await leave('leaving')
    assert.equal(left.status, 200)
    assert.ok((left.json as { ended: number }).ended >= 2)
    for (const session of sessions)
      assert.equal((await session.send('GET', '/api/me')).status, 401, 'the very next request')
    const nobody = world.client(null)
    const password = { person: 'leaving', password: PASSWORD }
    assert.equal((await nobody.send('POST', '/api/sign-in/password', { body: password })).status, 401)
    assert.equal((await nobody.send('POST', '/api/sign-in/link', { body: { token: link } })).status, 401)
    assert.equal(codeOf(await leave('leaving')), 'person/left')
    const fresh = await world.administrator.send('POST', '/api/persons/leaving/link', { body: {} })
    assert.equal(codeOf(fresh), 'person/left', 'nor is there a new link')
    const { persons } = await world.administrator.get<{
      persons: { code: string; disabled: boolean; roles: string[] }[]
    }>('/api/persons')
    const entry = persons.find(({ code }) => code === 'leaving')
    assert.deepEqual([entry?.disabled, entry?.roles], [true, []])
  })

  it('leave everything in order', () => world.check())
})
