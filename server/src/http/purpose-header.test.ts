import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { isRefusal } from '@homeward/core'
import { purposeOf } from './purpose-header.ts'

const header = (text: string): { purpose: string } => ({
  purpose: Buffer.from(text, 'utf8').toString('base64'),
})

describe('purpose header', () => {
  it('reads text of any language', () => {
    for (const text of ['Looking', 'Überprüfung für Operation „Süd“', 'проверка 検索 🕯', 'x'.repeat(2000)]) {
      assert.equal(purposeOf(header(text)), text)
    }
  })

  it('refuses what is missing, empty, too long, not base64 or not UTF-8', () => {
    for (const headers of [
      {},
      { purpose: '' },
      header('   '),
      header('x'.repeat(2001)),
      { purpose: 'plain text' },
      { purpose: Buffer.from([0xff, 0xfe, 0xfd]).toString('base64') },
    ]) {
      const refused = purposeOf(headers)
      assert.ok(isRefusal(refused) && refused.code === 'request/purpose')
    }
  })
})
