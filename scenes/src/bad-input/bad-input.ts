import { spawnSync } from 'node:child_process'
import { chmodSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { PLAIN_COPY } from '../edition/copy-plan.ts'
import { encodeCopy } from '../edition/encode.ts'
import { SceneError } from '../errors.ts'
import { drawView } from '../picture/view.ts'
import { craftedFiles } from './crafted.ts'
import { CONTEXT, EMPTY, type Fate, MEDIA, NOT_COUNTED, quarantined, UNREADABLE } from './crafted-file.ts'

/** A file that an intake must survive. */
export type BadFile = {
  /** The bytes of its path, relative to the directory; not always UTF-8. */
  path: Buffer
  /** What may become of it. */
  fates: readonly Fate[]
  /** What must become of the members of an archive, by name. */
  members: Readonly<Record<string, Fate>>
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
  const add: Add = (path, data, fates, why, members = {}) => {
    writeFileSync(at(path), data)
    files.push({ path: Buffer.from(path as string), fates, members, why })
  }
  await addBroken(add)
  for (const { name, data, fates, why, members } of await craftedFiles()) add(name, data, fates, why, members)
  await addNames(add)
  await addDeepPath(root, add)
  addUnreadable(at, add)
  addLinks(at, files)
  return files
}

type Add = (
  path: Buffer | string,
  data: Uint8Array | string,
  fates: readonly Fate[],
  why: string,
  members?: Readonly<Record<string, Fate>>,
) => void

async function addBroken(add: Add): Promise<void> {
  const jpeg = await smallJpeg(0)
  const half = jpeg.subarray(0, Math.floor(jpeg.length / 2))
  const noise = Uint8Array.from({ length: 3_000 }, (_, i) => Math.imul(i + 1, 2_654_435_761) >>> 24)
  add(
    'not-an-image.jpg',
    'This is a text and not a picture.\n',
    [CONTEXT],
    'a text that is named as a picture',
  )
  add('noise.jpg', noise, [CONTEXT], 'bytes that are nothing')
  add('truncated.jpg', half, [UNREADABLE], 'the second half is missing')
  add('only-the-start.jpg', jpeg.subarray(0, 40), [UNREADABLE], 'nothing but the first header')
  add('zero-bytes.jpg', '', [EMPTY], 'no bytes')
  add('picture.txt', await smallJpeg(1), [MEDIA], 'a picture that is named as a text')
  add('picture.png', await smallJpeg(2), [MEDIA], 'a JPEG that is named as a PNG')
  add('no-ending', await smallJpeg(3), [MEDIA], 'a picture without an ending')
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
  for (const [name, why] of names) add(name, await smallJpeg(number++), [MEDIA], why)
}

/** A file whose whole path is as long as the kernel takes. */
async function addDeepPath(root: Buffer, add: Add): Promise<void> {
  const last = 'deep.jpg'
  let path = 'deep'
  while (root.length + path.length + 1 + last.length + 102 <= PATH_MAX_BYTES) path += `/${'d'.repeat(100)}`
  const rest = PATH_MAX_BYTES - root.length - path.length - 2 - last.length
  if (rest > 0) path += `/${'e'.repeat(rest)}`
  mkdirSync(Buffer.concat([root, Buffer.from(path)]), { recursive: true })
  const fates = [MEDIA, quarantined('file/path-too-long')]
  add(`${path}/${last}`, await smallJpeg(30), fates, `a path of ${PATH_MAX_BYTES} bytes`)
}

function addUnreadable(at: (path: string) => Buffer, add: Add): void {
  add(
    'no-permission.txt',
    'Nobody may read this.\n',
    [CONTEXT, quarantined('file/unreadable')],
    'mode 000: only root reads it',
  )
  chmodSync(at('no-permission.txt'), 0)
}

function addLinks(at: (path: string) => Buffer, files: BadFile[]): void {
  const note = (path: string, why: string): number =>
    files.push({ path: Buffer.from(path), fates: [NOT_COUNTED], members: {}, why })
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
