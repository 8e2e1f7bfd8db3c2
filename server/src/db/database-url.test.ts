import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { connectionOf } from './database-url.ts'

describe('DATABASE_URL', () => {
  it('names a database of this machine, or one behind a certificate that is verified', () => {
    for (const url of [
      '/var/run/postgresql homeward',
      'socket:/var/run/postgresql?db=homeward',
      'postgres://homeward@%2Fvar%2Frun%2Fpostgresql/homeward',
      'postgres:///homeward?host=/var/run/postgresql',
      'postgres://homeward:word@localhost/homeward',
      'postgres://homeward@127.0.0.1:5433/homeward?sslmode=disable',
      'postgres://homeward:word@db.example/homeward?sslmode=verify-full',
    ]) {
      assert.deepEqual(connectionOf(url), { connectionString: url })
    }
  })

  it('is refused before anything is sent where others could read or answer, whatever its spelling', () => {
    for (const url of [
      'postgres://homeward:word@db.example/homeward',
      'postgres://homeward:word@db.example/homeward?sslmode=disable',
      'postgres://homeward:word@db.example/homeward?sslmode=no-verify',
      'postgres://homeward:word@db.example/homeward?sslmode=verify-full&sslmode=disable',
      'postgres://homeward:word@db.example/homeward?sslmode=require&uselibpqcompat=true',
      'postgres://homeward:word@localhost/homeward?host=db.example',
      'postgres://homeward:word@localhost.example/homeward',
      'postgres://homeward:word@db.example/homeward?sslmode=verify-full&sslrootcert=/of/nobody',
      'postgres://homeward:word@db.example:port/homeward',
    ]) {
      assert.throws(
        () => connectionOf(url),
        (error: unknown) => {
          const { code, message } = error as { code: string; message: string }
          assert.equal(code, 'database/address', url)
          assert.doesNotMatch(message, /word/)
          return true
        },
      )
    }
  })
})
