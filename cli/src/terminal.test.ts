import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Terminal } from './terminal.ts'

class Written {
  text = ''
  readonly isTTY: boolean
  readonly columns = 24

  constructor(isTTY: boolean) {
    this.isTTY = isTTY
  }

  write(text: string): void {
    this.text += text
  }
}

test('on a terminal the progress is one line that results and messages replace', () => {
  const out = new Written(false)
  const err = new Written(true)
  const terminal = new Terminal(out, err, { monotonicMs: () => 0, operationId: () => '' })
  terminal.progress('1 of 3')
  terminal.progress('a line that is longer than the terminal is wide')
  terminal.message('note')
  terminal.result('row')
  assert.equal(out.text, 'row\n')
  assert.equal(err.text, '\r\u001b[2K1 of 3\r\u001b[2Ka line that is longer t\r\u001b[2Knote\n')
})

test('elsewhere the progress is a line each five seconds', () => {
  const err = new Written(false)
  let nowMs = 1_000
  const terminal = new Terminal(new Written(false), err, { monotonicMs: () => nowMs, operationId: () => '' })
  for (; nowMs <= 13_000; nowMs += 500) terminal.progress(String(nowMs))
  assert.equal(err.text, '6000\n11000\n')
})
