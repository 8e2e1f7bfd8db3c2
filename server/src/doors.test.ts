import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { hostname, tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { type DoorOptions, doorsOf } from './doors.ts'

describe('doorsOf', () => {
  let folder: string
  let tls: { 'tls-cert': string; 'tls-key': string }
  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'homeward-doors-'))
    tls = selfSigned('named', '-addext', 'subjectAltName=IP:192.0.2.1,DNS:desk.example.org')
  })
  after(() => rmSync(folder, { recursive: true }))

  function selfSigned(name: string, ...more: string[]): typeof tls {
    const paths = { 'tls-cert': join(folder, `${name}.crt`), 'tls-key': join(folder, `${name}.key`) }
    const given = ['req', '-x509', '-newkey', 'ed25519', '-nodes', '-subj', '/CN=x', ...more]
    const made = spawnSync('openssl', [...given, '-out', paths['tls-cert'], '-keyout', paths['tls-key']])
    assert.equal(made.status, 0, String(made.stderr))
    return paths
  }

  const origin = (options: DoorOptions): string => doorsOf(options).origin(8421)

  it('serves loopback without TLS, and says in the address which port was taken', () => {
    assert.equal(origin({ host: 'localhost', port: '0' }), 'http://localhost:8421')
    assert.equal(origin({ host: '::1', port: '8420' }), 'http://[::1]:8421')
    assert.equal(doorsOf({ host: '127.0.0.1', port: '65535' }).port, 65535)
  })

  it('names the desk as browsers come to it', () => {
    assert.equal(origin({ host: 'unit.example', port: '1', ...tls }), 'https://unit.example:8421')
    assert.equal(origin({ host: '0.0.0.0', port: '1', ...tls }), 'https://desk.example.org:8421')
    assert.equal(origin({ host: '::', port: '1', ...selfSigned('unnamed') }), `https://${hostname()}:8421`)
    const given = { ...tls, origin: 'https://desk.example.org' }
    assert.equal(origin({ host: '0.0.0.0', port: '1', ...given }), 'https://desk.example.org')
  })

  it('refuses everything else before anything is started', () => {
    writeFileSync(join(folder, 'text'), 'no certificate')
    const text = join(folder, 'text')
    const refused: [DoorOptions, RegExp][] = [
      [{ host: '0.0.0.0', port: '1' }, /serving on 0\.0\.0\.0 needs --tls-cert and --tls-key/],
      [{ host: 'unit.example', port: '1' }, /only loopback goes without/],
      [{ host: 'localhost', port: '' }, /port of 0 to 65535/],
      [{ host: 'localhost', port: '65536' }, /got 65536/],
      [{ host: 'localhost', port: '1', 'tls-cert': tls['tls-cert'] }, /one is missing/],
      [{ host: 'localhost', port: '1', ...tls, 'tls-key': join(folder, 'absent') }, /--tls-key .*ENOENT/],
      [{ host: 'localhost', port: '1', 'tls-cert': text, 'tls-key': text }, /as PEM/],
      [{ host: 'localhost', port: '1', ...tls, 'tls-key': selfSigned('other')['tls-key'] }, /as PEM/],
      [{ host: '::', port: '1', ...tls, origin: 'http://desk.example.org' }, /--origin https:/],
      [{ host: '::', port: '1', ...tls, origin: 'https://desk.example.org/x' }, /--origin https:/],
      [{ host: '::', port: '1', ...tls, origin: 'desk' }, /got desk/],
    ]
    for (const [options, because] of refused) {
      assert.throws(() => doorsOf(options), { code: 'node/usage', message: because })
    }
  })
})
