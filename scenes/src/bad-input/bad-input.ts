import { spawnSync } from 'node:child_process'
import { chmodSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { PLAIN_COPY } from '../edition/copy-plan.ts'
import { encodeCopy } from '../edition/encode.ts'
import type { Outcome } from '../edition/truth.ts'
import { zipFile } from '../edition/zip-file.ts'
import { SceneError } from '../errors.ts'
import { drawView } from '../picture/view.ts'
import { nestedZip, zipBomb, zipSlip } from './bad-archives.ts'
import { hollowPng, manyFrames } from './bad-images.ts'

/** A file that an intake must survive. */
export type BadFile = {
  /** The bytes of its path, relative to the directory; not always UTF-8. */
  path: Buffer
  /** The lines of the report that it may be counted in; `notCounted` for what is no regular file. */
  outcomes: readonly (Outcome | 'notCounted')[]
  why: string
}

const PATH_MAX_BYTES = 4095

/**
 * Writes the bad input into a directory (created if missing; must be empty): broken and hostile files, links,
 * names and archives. Every regular file has its own content. Returns them with what may become of them, in
 * the order written. Throws `SceneError` where the file system or the machine cannot make one of them.
 */
export async function planBadInput(directory: string): Promise<BadFile[]> {
  mkdirSync(directory, { recursive: true })
  const root = Buffer.from(`${resolve(directory)}/`)
  const files: BadFile[] = []
  const at = (path: Buffer | string): Buffer => Buffer.concat([root, Buffer.from(path as string)])
  const add = (
    path: Buffer | string,
    data: Uint8Array | string,
    outcomes: BadFile['outcomes'],
    why: string,
  ): void => {
    writeFileSync(at(path), data)
    files.push({ path: Buffer.from(path as string), outcomes, why })
  }
  await addImages(add)
  addArchives(add)
  await addNames(add)
  await addDeepPath(root, add)
  addUnreadable(at, add)
  addLinks(at, files)
  return files
}

type Add = (
  path: Buffer | string,
  data: Uint8Array | string,
  outcomes: BadFile['outcomes'],
  why: string,
) => void

async function addImages(add: Add): Promise<void> {
  const jpeg = await smallJpeg(0)
  add(
    'not-an-image.jpg',
    'This is a text and not a picture.\n',
    ['context'],
    'a text that is named as a picture',
  )
  add(
    'truncated.jpg',
    jpeg.subarray(0, Math.floor(jpeg.length / 2)),
    ['quarantined'],
    'the second half is missing',
  )
  add('only-the-start.jpg', jpeg.subarray(0, 40), ['quarantined'], 'nothing but the first header')
  add('zero-bytes.jpg', '', ['empty'], 'no bytes')
  add('picture.txt', await smallJpeg(1), ['media'], 'a picture that is named as a text')
  add('picture.png', await smallJpeg(2), ['media'], 'a JPEG that is named as a PNG')
  add(
    'followed-by-archive.jpg',
    Buffer.concat([await smallJpeg(3), zipFile([{ name: 'a.txt', data: Buffer.from('a') }])]),
    ['media'],
    'an archive behind the end of the picture',
  )
  add('very-wide.png', hollowPng(2_097_184, 32), ['quarantined'], 'a valid picture of 2,097,184 x 32 pixels')
  add(
    'very-large.png',
    hollowPng(50_000, 50_000, 1),
    ['quarantined'],
    'a header that promises 50,000 x 50,000 pixels',
  )
  add(
    'ten-thousand-frames.gif',
    manyFrames(10_000),
    ['media', 'quarantined'],
    'an animation of 10,000 frames',
  )
  const entities = Array.from({ length: 9 }, (_, i) => `<!ENTITY e${i + 1} "${`&e${i};`.repeat(10)}">`).join(
    '',
  )
  const svg = `<?xml version="1.0"?><!DOCTYPE svg [<!ENTITY e0 "x"><!ENTITY file SYSTEM "file:///etc/hostname">${entities}]>`
  add(
    'entities.svg',
    `${svg}<svg xmlns="http://www.w3.org/2000/svg"><text>&e9;&file;</text></svg>\n`,
    ['context', 'quarantined'],
    'a drawing whose text doubles endlessly and names a file of the machine',
  )
}

function addArchives(add: Add): void {
  add(
    'zip-bomb.zip',
    zipBomb(),
    ['archives', 'quarantined'],
    'one member that unpacks to a GiB; the member is quarantined',
  )
  add('nested.zip', nestedZip(24), ['archives', 'quarantined'], '25 archives in each other')
  add(
    'zip-slip.zip',
    zipSlip(),
    ['archives', 'quarantined'],
    'members that want to be unpacked outside, and a name with NUL',
  )
  const whole = zipFile([{ name: 'a.txt', data: Buffer.from('This archive is cut off.\n'.repeat(40)) }])
  add('cut-off.zip', whole.subarray(0, 300), ['quarantined'], 'the archive ends before its directory')
}

async function addNames(add: Add): Promise<void> {
  const names: readonly (readonly [Buffer | string, string])[] = [
    ['line\nbreak.jpg', 'a line break in the name'],
    ['right\u202egpj.to-left.jpg', 'a right-to-left mark in the name'],
    [Buffer.from('696e76616c69642dfffe802e6a7067', 'hex'), 'bytes that are not UTF-8'],
    [`${'n'.repeat(251)}.jpg`, 'a name of 255 bytes'],
    ['-rf --.jpg', 'a name that looks like an option'],
    [' ', 'a name of one blank'],
    ['\u001b[31mred\u0007.jpg', 'terminal control codes in the name'],
    ['<img src=x onerror=alert(1)>.jpg', 'markup in the name'],
  ]
  let number = 10
  for (const [name, why] of names) add(name, await smallJpeg(number++), ['media'], why)
}

/** A file whose whole path is as long as the kernel takes. */
async function addDeepPath(root: Buffer, add: Add): Promise<void> {
  const last = 'deep.jpg'
  let path = 'deep'
  while (root.length + path.length + 1 + last.length + 102 <= PATH_MAX_BYTES) path += `/${'d'.repeat(100)}`
  const rest = PATH_MAX_BYTES - root.length - path.length - 2 - last.length
  if (rest > 0) path += `/${'e'.repeat(rest)}`
  mkdirSync(Buffer.concat([root, Buffer.from(path)]), { recursive: true })
  add(`${path}/${last}`, await smallJpeg(30), ['media', 'quarantined'], `a path of ${PATH_MAX_BYTES} bytes`)
}

function addUnreadable(at: (path: string) => Buffer, add: Add): void {
  add(
    'no-permission.txt',
    'Nobody may read this.\n',
    ['context', 'quarantined'],
    'mode 000: only root reads it',
  )
  chmodSync(at('no-permission.txt'), 0)
}

function addLinks(at: (path: string) => Buffer, files: BadFile[]): void {
  const note = (path: string, why: string): number =>
    files.push({ path: Buffer.from(path), outcomes: ['notCounted'], why })
  const link = (path: string, target: string, why: string): void => {
    symlinkSync(target, at(path))
    note(path, why)
  }
  mkdirSync(at('links'))
  link('links/loop-a', 'loop-b', 'a link to a link that points back')
  link('links/loop-b', 'loop-a', 'a link to a link that points back')
  link('links/self', '.', 'a link to its own folder')
  link('links/up', '../..', 'a link to above the exhibit')
  link('links/nowhere', 'does-not-exist', 'a link to nothing')
  link('links/hostname.txt', '/etc/hostname', 'a link to a file of the machine')
  const made = spawnSync('mkfifo', [at('links/pipe').toString()])
  if (made.status !== 0) {
    throw new SceneError(
      'scenes/no-pipe',
      `mkfifo ended with ${made.status}, expected 0 (Debian package coreutils)`,
      { cause: made.error },
    )
  }
  note('links/pipe', 'a named pipe: reading it would wait for ever')
}

async function smallJpeg(view: number): Promise<Uint8Array> {
  const [widthPx, heightPx] = [192, 128]
  const data = drawView({
    kind: 'room',
    scene: `bad-input/${view}`,
    mood: 'day',
    occasion: 'bad',
    view,
    widthPx,
    heightPx,
  })
  return encodeCopy({ data, widthPx, heightPx }, PLAIN_COPY)
}
