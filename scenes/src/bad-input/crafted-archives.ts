import { gzipSync } from 'node:zlib'
import { tarFile } from '../edition/tar-file.ts'
import { type ZipMember, zipFile } from '../edition/zip-file.ts'
import { GIB, nestedZip, zerosDeflated, zerosMember, zipBomb } from './bad-archives.ts'
import {
  ARCHIVE,
  type Bait,
  CONTEXT,
  type CraftedFile,
  type Fate,
  MEDIA,
  quarantined,
} from './crafted-file.ts'
import type { Plain } from './plain-pictures.ts'

const UNSAFE = quarantined('archive/unsafe-name')
const NOT_A_FILE = quarantined('archive/not-a-file')
const TOO_MUCH = quarantined('archive/limits')
const BROKEN = quarantined('archive/unreadable')
const text = (words: string): Uint8Array => Buffer.from(`${words}\n`)

/** Archives that unpack to too much or to elsewhere, and files that are two things at once. */
export function craftedArchives(plain: Plain, { mark }: Bait): CraftedFile[] {
  return [...bombs(), ...escapes(mark), ...links(mark), ...polyglots(plain)]
}

function bombs(): CraftedFile[] {
  const announced = zipFile([
    { name: 'large.bin', data: Buffer.from([3, 0]), deflated: { sizeBytes: 0xffff_fffe, crc: 0 } },
  ])
  const lying = Buffer.from(zipFile([{ name: 'a.txt', data: text('fewer members than announced') }]))
  lying.writeUInt16LE(0xfffe, lying.length - 12)
  lying.writeUInt16LE(0xfffe, lying.length - 14)
  return [
    {
      name: 'bomb.zip',
      data: zipBomb(),
      why: 'a member of a GiB of zeros',
      fates: [ARCHIVE],
      members: { 'zeros.bin': TOO_MUCH },
    },
    {
      name: 'small-bomb.zip',
      data: zipFile([zerosMember('zeros.bin', GIB / 16)]),
      why: 'a member of 64 MiB of zeros',
      fates: [ARCHIVE],
      members: { 'zeros.bin': TOO_MUCH },
    },
    {
      name: 'bombs.zip',
      data: zipFile(Array.from({ length: 4 }, (_, i) => zerosMember(`zeros-${i}.bin`))),
      why: 'four such members',
      fates: [ARCHIVE],
      members: Object.fromEntries(Array.from({ length: 4 }, (_, i) => [`zeros-${i}.bin`, TOO_MUCH])),
    },
    { name: 'nested.zip', data: nestedZip(24), why: '25 archives in each other', fates: [ARCHIVE] },
    { name: 'forty-two.zip', data: fortyTwo(), why: 'archives of archives of bombs', fates: [ARCHIVE] },
    {
      name: 'overlapping.zip',
      data: overlapping(500),
      why: '500 members that share the same bytes',
      fates: [ARCHIVE],
    },
    {
      name: 'announced.zip',
      data: announced,
      why: 'a member that announces 4 GiB',
      fates: [ARCHIVE],
      members: { 'large.bin': TOO_MUCH },
    },
    { name: 'lying.zip', data: lying, why: '65,534 members announced, one there', fates: [ARCHIVE, BROKEN] },
    {
      name: 'bomb.tar.gz',
      data: gzipZeros(),
      why: 'a packed tar with a member of a GiB',
      fates: [ARCHIVE, TOO_MUCH],
    },
    {
      name: 'gzip-in-gzip.gz',
      data: gzipSync(gzipSync(gzipSync(Buffer.alloc(1_000_000)))),
      why: 'packed three times',
      fates: [CONTEXT],
    },
    {
      name: 'cut-off.zip',
      data: zipFile([{ name: 'a.txt', data: text('This archive is cut off.'.repeat(40)) }]).subarray(0, 300),
      why: 'the archive ends before its directory',
      fates: [BROKEN],
    },
    {
      name: 'cut-off.tar',
      data: tarFile([{ name: 'a.txt', data: Buffer.alloc(4_096, 97) }]).subarray(0, 1_500),
      why: 'the archive ends inside a member',
      fates: [ARCHIVE, BROKEN],
    },
  ]
}

function escapes(mark: string): CraftedFile[] {
  const names: readonly (readonly [string | Buffer, Fate])[] = [
    [`../../${mark}-up.txt`, UNSAFE],
    [`/tmp/${mark}-root.txt`, UNSAFE],
    [`a\\..\\..\\${mark}-backslash.txt`, UNSAFE],
    [`C:\\${mark}-drive.txt`, UNSAFE],
    [`inside/../../${mark}-within.txt`, UNSAFE],
    [`nul\0${mark}.txt`, UNSAFE],
    ['n'.repeat(4_097), UNSAFE],
    ['inside/fine.txt', CONTEXT],
    ['right\u202etxt.to-left', CONTEXT],
  ]
  const members = Object.fromEntries(names.map(([name, fate]) => [name.toString(), fate]))
  const files = names.map(([name], index) => ({ name, data: text(`member ${index}`) }))
  const inTar = files
    .slice(0, 5)
    .map((file) => ({ ...file, data: text(`tar ${file.data.length} ${file.name}`) }))
  return [
    {
      name: 'slip.zip',
      data: zipFile(files),
      why: 'members that want to be unpacked elsewhere',
      fates: [ARCHIVE],
      members,
    },
    {
      name: 'slip.tar',
      data: tarFile(inTar),
      why: 'the same in a tar',
      fates: [ARCHIVE],
      members: Object.fromEntries(names.slice(0, 5).map(([name, fate]) => [name.toString(), fate])),
    },
    {
      name: 'slip.tar.gz',
      data: gzipSync(tarFile(inTar.toReversed())),
      why: 'the same in a packed tar',
      fates: [ARCHIVE],
      members: Object.fromEntries(names.slice(0, 5).map(([name, fate]) => [name.toString(), fate])),
    },
    {
      name: 'renamed.tar',
      data: tarFile([
        { name: 'PaxHeader', type: 'x', data: pax(`path=../../${mark}-pax.txt`) },
        { name: 'harmless.txt', data: text('renamed by the header before it') },
      ]),
      why: 'a header that renames the next member',
      fates: [ARCHIVE],
      members: { [`../../${mark}-pax.txt`]: UNSAFE },
    },
  ]
}

function links(mark: string): CraftedFile[] {
  const zipLink = (name: string, mode: number): ZipMember => ({ name, data: Buffer.from('/etc'), mode })
  const kinds = { hard: '1', symbolic: '2', device: '3', block: '4', pipe: '6' }
  return [
    {
      name: 'links.zip',
      data: zipFile([
        zipLink('link', 0o120777),
        zipLink('device', 0o020666),
        zipLink('pipe', 0o010666),
        { name: `link/${mark}.txt`, data: text('through the link') },
      ]),
      why: 'links and devices, and a member behind a link',
      fates: [ARCHIVE],
      members: { link: NOT_A_FILE, device: NOT_A_FILE, pipe: NOT_A_FILE, [`link/${mark}.txt`]: CONTEXT },
    },
    {
      name: 'links.tar',
      data: tarFile([
        ...Object.entries(kinds).map(([name, type]) => ({ name, type, linkName: '/etc/passwd' })),
        { name: `symbolic/${mark}.txt`, data: text('through the link of a tar') },
      ]),
      why: 'links and devices of a tar',
      fates: [ARCHIVE],
      members: {
        ...Object.fromEntries(Object.keys(kinds).map((name) => [name, NOT_A_FILE])),
        [`symbolic/${mark}.txt`]: CONTEXT,
      },
    },
    {
      name: 'encrypted.zip',
      data: zipFile([
        {
          name: 'secret.txt',
          data: text('as if encrypted'),
          deflated: { sizeBytes: 9, crc: 9 },
          encrypted: true,
        },
      ]),
      why: 'a member that is marked as encrypted',
      fates: [ARCHIVE],
      members: { 'secret.txt': quarantined('archive/encrypted') },
    },
  ]
}

function polyglots({ jpeg }: Plain): CraftedFile[] {
  const archive = zipFile([{ name: 'a.txt', data: text('inside a polyglot') }])
  const comment = Buffer.from('<html><script>alert(1)</script><!--')
  const segment = Buffer.concat([Buffer.of(0xff, 0xfe, 0, comment.length + 2), comment])
  const pdf = Buffer.from('%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n')
  const join = (...parts: readonly Uint8Array[]): Uint8Array => Buffer.concat(parts)
  return [
    {
      name: 'picture-and-archive.jpg',
      data: join(jpeg, archive),
      why: 'an archive behind the end of a picture',
      fates: [MEDIA],
    },
    {
      name: 'picture-and-document.jpg',
      data: join(jpeg, pdf),
      why: 'a PDF behind the end of a picture',
      fates: [MEDIA],
    },
    {
      name: 'picture-and-page.html',
      data: join(jpeg.subarray(0, 2), segment, jpeg.subarray(2)),
      why: 'a page in the comment of a picture',
      fates: [MEDIA],
    },
    {
      name: 'document-and-archive.pdf',
      data: join(pdf, archive),
      why: 'an archive behind the end of a PDF',
      fates: [CONTEXT],
    },
    {
      name: 'script.gif',
      data: Buffer.from('GIF89a/*\0\0\0\0\0*/=1;alert(1)//'),
      why: 'a program with the head of a picture',
      fates: [quarantined('media/unreadable'), quarantined('media/limits')],
    },
    {
      name: 'text.bmp',
      data: Buffer.from('BM is how this text begins, and it is no bitmap.\n'),
      why: 'a text with the head of a picture',
      fates: [CONTEXT],
    },
  ]
}

/** Three levels of sixteen archives; each of the innermost holds a GiB. */
function fortyTwo(): Uint8Array {
  let inner = zipFile([zerosMember('0.bin')])
  for (let level = 0; level < 2; level++) {
    const width = 2 + level
    inner = zipFile(
      Array.from({ length: width }, (_, i) => ({
        name: `${level}-${i}.zip`,
        data: Buffer.concat([inner, Buffer.alloc(0)]),
      })),
    )
  }
  return inner
}

/** A directory whose every entry points at the same packed bytes. */
function overlapping(times: number): Uint8Array {
  const whole = Buffer.from(zipFile([{ name: 'same.txt', data: text('shared') }]))
  const directoryAt = whole.readUInt32LE(whole.length - 6)
  const entry = whole.subarray(directoryAt, whole.length - 22)
  const end = Buffer.from(whole.subarray(-22))
  end.writeUInt16LE(times, 8)
  end.writeUInt16LE(times, 10)
  end.writeUInt32LE(entry.length * times, 12)
  return Buffer.concat([whole.subarray(0, directoryAt), ...Array.from({ length: times }, () => entry), end])
}

/** A gzip stream whose head is the header of a member of a GiB; its checksum is not right, and nobody gets that far. */
function gzipZeros(): Uint8Array {
  const header = tarFile([{ name: 'zeros.bin', announcedBytes: GIB }]).subarray(0, 512)
  const packed = Buffer.from(gzipSync(header))
  const stored = Buffer.alloc(5)
  stored.writeUInt16LE(512, 1)
  stored.writeUInt16LE(0xffff - 512, 3)
  return Buffer.concat([
    packed.subarray(0, 10),
    stored,
    header,
    zerosDeflated(GIB),
    Buffer.from([3, 0]),
    Buffer.alloc(8),
  ])
}

function pax(record: string): Uint8Array {
  const size = record.length + 2
  const digits = String(size + String(size).length).length
  return Buffer.from(`${size + digits} ${record}\n`)
}
