import type { ReadStream } from 'node:tty'
import { EXIT } from './exit-code.ts'
import { CommandError } from './failure.ts'

const LIMIT_BYTES = 4096

/** The first line of a piped input. */
export async function passwordFromPipe(input: AsyncIterable<Buffer>): Promise<string> {
  const parts: Buffer[] = []
  let length = 0
  for await (const part of input) {
    parts.push(part)
    length += part.length
    if (length > LIMIT_BYTES) break
  }
  return Buffer.concat(parts).toString('utf8').split(/\r?\n/, 1)[0] ?? ''
}

/** Asks on a terminal and shows nothing of what is typed. Ctrl-C gives up. */
export function passwordFromTerminal(
  input: ReadStream,
  prompt: string,
  show: (text: string) => void,
): Promise<string> {
  show(prompt)
  input.setRawMode(true)
  input.setEncoding('utf8')
  input.resume()
  let typed = ''
  return new Promise((resolve, reject) => {
    const finish = () => {
      input.off('data', onData)
      input.setRawMode(false)
      input.pause()
      show('\n')
    }
    const onData = (text: string) => {
      for (const character of text) {
        if (character === '\r' || character === '\n') {
          finish()
          resolve(typed)
          return
        }
        if (character === '\u0003' || character === '\u0004') {
          finish()
          reject(new CommandError('session/given-up', 'No password was given.', EXIT.refused))
          return
        }
        if (character === '\u007f' || character === '\b') typed = [...typed].slice(0, -1).join('')
        else typed += character
      }
    }
    input.on('data', onData)
  })
}
