import { groupedBy, newestIntakeOf, type Snapshot } from './snapshot.ts'

/**
 * In every edition each media is in exactly one picture, pictures are the connected media of its uncut links, sets are
 * disjoint, and series hold what their newest revision says.
 */
export function checkGrouping(snapshot: Snapshot): string[] {
  const editions = new Set(snapshot.exhibit.map((row) => row.edition_id))
  const found = [...editions].flatMap((edition) => checkPictures(snapshot, edition))
  return [...found, ...checkSets(snapshot), ...checkSeries(snapshot)]
}

function checkPictures(snapshot: Snapshot, edition: string): string[] {
  const found: string[] = []
  const exhibits = new Set(snapshot.exhibit.filter((row) => row.edition_id === edition).map((row) => row.id))
  const unfinished = [...exhibits].some((exhibit) => newestIntakeOf(snapshot, exhibit)?.state !== 'finished')
  const isMedia = new Set(snapshot.media.map((row) => row.id))
  const held = new Set(
    snapshot.exhibitContent
      .filter((row) => exhibits.has(row.exhibit_id) && isMedia.has(row.content_id))
      .map((row) => row.content_id),
  )
  const members = snapshot.pictureMember.filter((row) => row.edition_id === edition)
  const pictureOf = new Map(members.map((row) => [row.media_id, row.picture_id]))
  if (pictureOf.size !== members.length) found.push(`edition ${edition}: a media is in two pictures`)
  const grouped = [...held].filter((media) => pictureOf.has(media))
  // What an intake that was cut short took in is grouped when it is resumed.
  if (!unfinished && grouped.length !== held.size) {
    found.push(`edition ${edition}: ${held.size - grouped.length} media are in no picture`)
  }
  const standing = new Map(
    snapshot.picture.filter((row) => row.redirect_to === null).map((row) => [row.id, row]),
  )
  for (const [id, rows] of groupedBy(members, (row) => row.picture_id)) {
    const picture = standing.get(id)
    if (picture === undefined || picture.edition_id !== edition) found.push(`picture ${id}: is not there`)
    else if (!rows.some((row) => row.media_id === picture.representative_id)) {
      found.push(`picture ${id}: its representative is not one of its media`)
    }
  }
  for (const [id, picture] of standing) {
    if (picture.edition_id === edition && !members.some((row) => row.picture_id === id)) {
      found.push(`picture ${id}: has no media`)
    }
  }
  return [...found, ...checkConnected(snapshot, edition, grouped, pictureOf)]
}

function checkConnected(
  snapshot: Snapshot,
  edition: string,
  media: readonly string[],
  pictureOf: ReadonlyMap<string, string>,
): string[] {
  const cut = new Set(snapshot.linkCut.filter((row) => row.edition_id === edition).map((row) => row.link_id))
  const neighbours = new Map<string, string[]>(media.map((one) => [one, []]))
  for (const link of snapshot.link) {
    if (cut.has(link.id) || !neighbours.has(link.media_a) || !neighbours.has(link.media_b)) continue
    neighbours.get(link.media_a)?.push(link.media_b)
    neighbours.get(link.media_b)?.push(link.media_a)
  }
  const found: string[] = []
  const reached = new Set<string>()
  const pictures = new Set<string>()
  for (const start of media) {
    if (reached.has(start)) continue
    const component = [start]
    reached.add(start)
    for (const one of component) {
      for (const next of neighbours.get(one) ?? []) {
        if (reached.has(next)) continue
        reached.add(next)
        component.push(next)
      }
    }
    const ids = new Set(component.map((one) => pictureOf.get(one) ?? ''))
    if (ids.size !== 1) found.push(`edition ${edition}: connected media lie in ${ids.size} pictures`)
    for (const id of ids) {
      if (pictures.has(id)) found.push(`picture ${id}: holds media that no uncut link connects`)
      pictures.add(id)
    }
  }
  return found
}

function checkSets(snapshot: Snapshot): string[] {
  const found: string[] = []
  const pictures = new Map(snapshot.picture.map((row) => [row.id, row]))
  const sets = new Map(snapshot.pictureSet.map((row) => [row.id, row]))
  for (const [picture, rows] of groupedBy(snapshot.setPicture, (row) => row.picture_id)) {
    if (rows.length > 1) found.push(`picture ${picture}: is in ${rows.length} sets`)
    for (const row of rows) {
      const set = sets.get(row.set_id)
      const of = pictures.get(picture)
      if (
        set === undefined ||
        of === undefined ||
        set.edition_id !== of.edition_id ||
        of.edition_id !== row.edition_id
      ) {
        found.push(`set ${row.set_id}: holds a picture of another edition`)
      }
      if (of?.redirect_to != null)
        found.push(`set ${row.set_id}: holds a picture that was taken up by another`)
    }
  }
  const size = groupedBy(snapshot.setPicture, (row) => row.set_id)
  for (const set of snapshot.pictureSet) {
    const undecided = set.series_id === null && set.put_aside_by === null
    const left = snapshot.seriesRevision.some((row) => JSON.stringify(row.steps).includes(set.id))
    if (undecided && !left && !size.has(set.id)) found.push(`set ${set.id}: is empty`)
    if (set.reasons.length === 0) found.push(`set ${set.id}: does not say why it was proposed`)
  }
  return found
}

function checkSeries(snapshot: Snapshot): string[] {
  const found: string[] = []
  const series = new Map(snapshot.series.map((row) => [row.id, row]))
  for (const set of snapshot.pictureSet) {
    const holder = set.series_id === null ? undefined : series.get(set.series_id)
    if (set.series_id === null) continue
    if (holder === undefined || holder.redirect_to !== null)
      found.push(`set ${set.id}: its series does not stand`)
    else if (holder.edition_id !== null && holder.edition_id !== set.edition_id) {
      found.push(`set ${set.id}: is in a series of another edition`)
    }
  }
  for (const start of snapshot.series) {
    const way = new Set<string>()
    for (let at: string | null = start.id; at !== null; at = series.get(at)?.redirect_to ?? null) {
      if (way.has(at)) {
        found.push(`series ${start.id}: its redirects go in a circle`)
        break
      }
      way.add(at)
    }
  }
  for (const [id, rows] of groupedBy(snapshot.seriesRevision, (row) => row.series_id)) {
    const numbers = rows.map((row) => row.number).sort((a, b) => a - b)
    if (numbers.some((number, index) => number !== index + 1))
      found.push(`series ${id}: revisions ${numbers.join(' ')}`)
  }
  return [...found, ...checkRevisions(snapshot)]
}

/** The newest step of each series in each edition says which sets it holds and whether it redirects. */
function checkRevisions(snapshot: Snapshot): string[] {
  const found: string[] = []
  const steps = [...snapshot.seriesRevision]
    .sort((a, b) => a.made_at.getTime() - b.made_at.getTime() || a.number - b.number)
    .flatMap((row) => row.steps.map((step) => ({ ...step, edition: row.edition_id })))
  const newest = new Map(steps.map((step) => [`${step.series} ${step.edition}`, step]))
  for (const step of newest.values()) {
    const holds = snapshot.pictureSet
      .filter((row) => row.series_id === step.series && row.edition_id === step.edition)
      .map((row) => row.id)
      .sort()
    if (JSON.stringify(holds) !== JSON.stringify([...step.after.sets].sort())) {
      found.push(`series ${step.series}: holds other sets than its newest revision says`)
    }
    const row = snapshot.series.find((one) => one.id === step.series)
    if (row?.redirect_to !== step.after.redirectTo) {
      found.push(`series ${step.series}: redirects elsewhere than its newest revision says`)
    }
  }
  const moved = new Set(newest.keys())
  for (const set of snapshot.pictureSet) {
    if (set.series_id !== null && !moved.has(`${set.series_id} ${set.edition_id}`)) {
      found.push(`set ${set.id}: is in series ${set.series_id} without a revision`)
    }
  }
  return found
}
