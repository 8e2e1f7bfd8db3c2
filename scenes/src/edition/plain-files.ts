import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import sharp from 'sharp'
import { type Prng, prng } from '../picture/prng.ts'
import type { ExhibitFolder } from './exhibit.ts'
import type { Outcome } from './truth.ts'

/** A file that shows no drawn picture. */
export type PlainFile = {
  exhibit: ExhibitFolder
  path: string
  data: Uint8Array
  outcome: Exclude<Outcome, 'duplicates' | 'archives' | 'media'>
}

const NICKS = ['north_lamp', 'kai', 'teapot9', 'mr_gable', 'ferryman', 'blue.kite']
const LINES = [
  'did the lamp arrive?',
  'yes, two boxes, one is broken',
  'send the harbour ones again please',
  'the clock is still for sale, 40',
  'same place as last summer',
  'my phone has no space left, I copy to the disk',
  'which camera was that',
  'look in the folder misc',
  'train leaves 16:42 from platform 3',
  'ok, tomorrow then',
]

/** The chats, lists, notes, databases, empty, broken and system files around the pictures, with their bytes. */
export async function makePlainFiles(
  exhibits: readonly ExhibitFolder[],
  seed: string,
  scale: number,
): Promise<PlainFile[]> {
  const files: PlainFile[] = []
  const system = await systemFiles(scale)
  for (const exhibit of exhibits) {
    const choices = prng(`${seed}/plain/${exhibit.folder}`)
    const add = (path: string, data: string | Uint8Array, outcome: PlainFile['outcome']): void => {
      files.push({
        exhibit,
        path: exhibit.claim(path),
        data: typeof data === 'string' ? Buffer.from(data) : data,
        outcome,
      })
    }
    addContext(add, choices, exhibit, scale)
    addEmpty(add, choices)
    addBroken(add, choices)
    if (exhibit.plan.sort === 'computer') for (const { path, data } of system) add(path, data, 'knownGood')
  }
  return files
}

type Add = (path: string, data: string | Uint8Array, outcome: PlainFile['outcome']) => void

function addContext(add: Add, choices: Prng, exhibit: ExhibitFolder, scale: number): void {
  const count = (full: number): number => Math.max(1, Math.round(full * Math.min(1, scale)))
  for (let i = 0; i < count(5); i++)
    add(`Documents/chats/chat_${choices.whole(100, 999)}.txt`, chat(choices), 'context')
  for (let i = 0; i < count(3); i++) add(`Documents/list${i + 1}.csv`, list(choices), 'context')
  for (let i = 0; i < count(3); i++) add(`Documents/notes${i + 1}.html`, notes(choices), 'context')
  add('AppData/Browser/history.sqlite', historyDatabase(choices), 'context')
  if (exhibit.plan.sort !== 'phone')
    add('Documents/readme.md', `# ${exhibit.plan.exhibit}\n\n${choices.pick(LINES)}\n`, 'context')
  add('Downloads/not_a_picture.jpg', `This is a text, ${choices.whole(1, 9999)}.\n`, 'context')
}

function addEmpty(add: Add, choices: Prng): void {
  for (let i = 0; i < choices.whole(2, 4); i++)
    add(
      choices.pick(['Downloads/part', 'Pictures/IMG_', 'Temp/~lock']) +
        `${i}.${choices.pick(['jpg', 'tmp', 'mp4'])}`,
      '',
      'empty',
    )
}

/** Files that begin like a picture or a video and cannot be opened as one. */
function addBroken(add: Add, choices: Prng): void {
  const noise = (length: number): Uint8Array => Uint8Array.from({ length }, () => choices.whole(0, 255))
  const jpegStart = Buffer.from('ffd8ffe000104a46494600010100000100010000ffdb0043', 'hex')
  const pngStart = Buffer.from('89504e470d0a1a0a0000000d4948445200000240000001c0080200000000000000', 'hex')
  add(
    `Recovered/f${choices.whole(100_000, 999_999)}.jpg`,
    Buffer.concat([jpegStart, noise(20)]),
    'quarantined',
  )
  add(
    `Recovered/f${choices.whole(100_000, 999_999)}.png`,
    Buffer.concat([pngStart, noise(400)]),
    'quarantined',
  )
  if (choices.chance(0.5)) {
    const videoStart = Buffer.from('000000186674797069736f6d0000020069736f6d69736f32', 'hex')
    add(
      `Recovered/f${choices.whole(100_000, 999_999)}.mp4`,
      Buffer.concat([videoStart, noise(900)]),
      'quarantined',
    )
  }
}

function chat(choices: Prng): string {
  const lines: string[] = []
  let minute = choices.whole(0, 600)
  for (let i = 0; i < choices.whole(8, 40); i++) {
    minute += choices.whole(1, 12)
    const time = `${`${Math.floor(minute / 60) % 24}`.padStart(2, '0')}:${`${minute % 60}`.padStart(2, '0')}`
    lines.push(
      `[2024-05-${`${choices.whole(1, 28)}`.padStart(2, '0')} ${time}] ${choices.pick(NICKS)}: ${choices.pick(LINES)}`,
    )
  }
  return `${lines.join('\n')}\n`
}

function list(choices: Prng): string {
  const rows = Array.from(
    { length: choices.whole(6, 30) },
    (_, i) =>
      `${i + 1};${choices.pick(NICKS)};${choices.whole(5, 400)};${choices.pick(['sent', 'open', 'paid'])}`,
  )
  return `number;account;amount;state\n${rows.join('\n')}\n`
}

function notes(choices: Prng): string {
  const items = Array.from({ length: choices.whole(3, 9) }, () => `<li>${choices.pick(LINES)}</li>`)
  return `<!doctype html>\n<html lang="en"><head><meta charset="utf-8"><title>Notes ${choices.whole(1, 99)}</title></head>\n<body><ul>\n${items.join('\n')}\n</ul></body></html>\n`
}

function historyDatabase(choices: Prng): Uint8Array {
  const folder = mkdtempSync(join(tmpdir(), 'scenes-'))
  try {
    const path = join(folder, 'history.sqlite')
    const database = new DatabaseSync(path)
    database.exec(
      'PRAGMA journal_mode = OFF; CREATE TABLE visit (id INTEGER PRIMARY KEY, url TEXT, at INTEGER)',
    )
    const insert = database.prepare('INSERT INTO visit (url, at) VALUES (?, ?)')
    for (let i = 0; i < 40; i++)
      insert.run(
        `https://pixboard.example/${choices.pick(NICKS)}/${choices.whole(1, 999)}`,
        1_700_000_000 + i * 977,
      )
    database.close()
    return readFileSync(path)
  } finally {
    rmSync(folder, { recursive: true })
  }
}

/** What comes with an operating system: the same bytes on every computer. */
async function systemFiles(scale: number): Promise<{ path: string; data: Uint8Array }[]> {
  const choices = prng('system')
  const files: { path: string; data: Uint8Array }[] = []
  const icons = Math.max(3, Math.round(24 * Math.min(1, scale)))
  for (let i = 0; i < icons; i++) {
    files.push({
      path: `Windows/Resources/Icons/icon${`${i + 1}`.padStart(2, '0')}.png`,
      data: await icon(choices),
    })
  }
  for (let i = 0; i < Math.max(2, icons / 2); i++) {
    const code = Uint8Array.from({ length: choices.whole(2_000, 9_000) }, () => choices.whole(0, 255))
    files.push({ path: `Windows/System32/lib${i + 1}.dll`, data: Buffer.concat([Buffer.from('MZ'), code]) })
  }
  files.push({
    path: 'Windows/License.txt',
    data: Buffer.from('Licence of the operating system. All rights reserved.\n'.repeat(12)),
  })
  return files
}

async function icon(choices: Prng): Promise<Uint8Array> {
  const side = 48
  const data = new Uint8Array(side * side * 3)
  const base = [choices.whole(30, 220), choices.whole(30, 220), choices.whole(30, 220)]
  const shape = choices.whole(0, 2)
  for (let y = 0; y < side; y++) {
    for (let x = 0; x < side; x++) {
      const dx = Math.abs(x - 23.5)
      const dy = Math.abs(y - 23.5)
      const inside =
        shape === 0 ? dx * dx + dy * dy < 380 : shape === 1 ? dx + dy < 24 : Math.max(dx, dy) < 18
      for (let i = 0; i < 3; i++)
        data[(y * side + x) * 3 + i] = inside ? ((base[i] as number) * (70 + y)) / 118 : 238
    }
  }
  return sharp(data, { raw: { width: side, height: side, channels: 3 } })
    .png()
    .toBuffer()
}
