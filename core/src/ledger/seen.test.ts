import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { describe, it } from 'node:test'
import { type SeenLine, seenCase, seenCsv } from './seen.ts'

const digest = (text: string): string => createHash('sha256').update(text).digest('hex')
const line: SeenLine = {
  event: digest('event'),
  index: 7,
  at: '2026-03-01T10:00:00.000Z',
  type: 'access/revealed',
  verb: 'disclosure',
  unit: 'NL',
  solo: false,
  who: 'NL-specialist',
  purpose: 'first look',
  justification: null,
  justificationState: 'none',
}
const UUID = /^kb:[a-z]+-[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/

describe('who saw this', () => {
  it('as CSV has a header, quotes what it must and disarms formulas', () => {
    const text = seenCsv([line, { ...line, purpose: '=1+1', justification: 'he said "no",\nthen left' }])
    const rows = text.split('\r\n')
    assert.equal(rows.length, 4)
    assert.match(rows[0] ?? '', /^at,unit,solo,who,verb,/)
    assert.match(
      rows[1] ?? '',
      /^2026-03-01T10:00:00.000Z,NL,false,NL-specialist,disclosure,access\/revealed,first look,,none,7,/,
    )
    assert.match(rows[2] ?? '', /,'=1\+1,"he said ""no"",\nthen left",/)
  })

  it('as CASE has an action a look, each with its performer and object', () => {
    const other = { ...line, event: digest('other'), who: 'officer-x', unit: 'DE', purpose: null }
    const { '@graph': graph } = seenCase('media-1', [line, line, other], digest) as {
      '@graph': { '@id': string; '@type': string; [key: string]: unknown }[]
    }
    const actions = graph.filter((one) => one['@type'] === 'case-investigation:InvestigativeAction')
    assert.deepEqual([graph.length, actions.length], [6, 3])
    for (const node of graph) assert.match(node['@id'], UUID)
    const ids = new Set(graph.map((one) => one['@id']))
    for (const action of actions) {
      for (const end of ['uco-action:performer', 'uco-action:object']) {
        assert.ok(ids.has((action[end] as { '@id': string })['@id']))
      }
    }
    assert.deepEqual(seenCase('media-1', [line], digest), seenCase('media-1', [line], digest))
  })
})
