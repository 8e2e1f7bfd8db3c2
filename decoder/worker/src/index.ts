import { type Answer, type Limits, Refused, type Render } from './answer.ts'
import { type Frame, readFrame, TAG, writeReply } from './frames.ts'
import { Incoming } from './incoming.ts'
import type { MemberLimits } from './members.ts'
import type { Host } from './probe.ts'

type Request = {
  op: 'describe' | 'render' | 'members' | 'lookup' | 'vics' | 'probe'
  kind: string | null
  sizeBytes: number
  limits: Limits
  render?: Render
  members?: MemberLimits
  host?: Host
}
type Profile = 'stills' | 'movies' | 'archives' | 'tables'

const profile = process.argv[2] as Profile
const rooms = {
  stills: profile === 'stills' ? await import('./stills.ts') : null,
  movies: profile === 'movies' ? await import('./movies.ts') : null,
  archives: profile === 'archives' ? await import('./archives.ts') : null,
  tables: profile === 'tables' ? await import('./tables.ts') : null,
}

async function answer(request: Request, incoming: Incoming): Promise<Answer> {
  const { op, limits } = request
  if (op === 'probe') return (await import('./probe.ts')).probe(request.host as Host)
  const kind = request.kind ?? ''
  if (rooms.stills !== null) {
    if (op === 'describe') return rooms.stills.describeStill(incoming, limits)
    if (op === 'render') return rooms.stills.renderStill(incoming, limits, request.render as Render)
  }
  if (rooms.movies !== null) {
    if (op === 'describe') return rooms.movies.describeMovie(incoming, kind, limits)
    if (op === 'render') return rooms.movies.renderMovie(incoming, kind, limits, request.render as Render)
  }
  if (rooms.archives !== null) {
    if (op === 'describe') return rooms.archives.describeDocument(incoming, kind, limits)
    if (op === 'members') return rooms.archives.listMembers(incoming, limits, request.members as MemberLimits)
  }
  if (rooms.tables !== null) {
    if (op === 'describe') return rooms.tables.describeTables(incoming, kind)
    if (op === 'lookup') return rooms.tables.lookup(incoming.bytes())
    if (op === 'vics') return (await import('./vics.ts')).readVics(incoming)
  }
  throw new Refused('media/unsupported', `a request for ${profile} expected, ${op} came`)
}

async function serve(frame: Frame): Promise<void> {
  const length = frame.payload.readUInt32LE(0)
  const request = JSON.parse(frame.payload.toString('utf8', 4, 4 + length)) as Request
  const incoming = new Incoming(frame.payload.subarray(4 + length), request.sizeBytes)
  try {
    const { body, parts } = await answer(request, incoming)
    writeReply(TAG.reply, body, parts)
  } catch (error) {
    if (error instanceof Refused) writeReply(TAG.reply, { refused: error.code, because: error.message })
    else throw error
  }
}

// The client's clock for the first file starts here.
writeReply(TAG.reply, { ready: true })
for (let frame = readFrame(); frame !== null; frame = readFrame()) {
  // What is left of a stream that was refused half-way is passed over.
  if (frame.tag === TAG.request) await serve(frame)
}
process.exit(0)
