import type { IntakeReport } from '@homeward/core'
import type { Kysely } from 'kysely'
import type { EditionRecord } from '../access/directory-store.ts'
import type { Viewer } from '../access/need-to-know-store.ts'
import type { Tables } from '../db/tables.ts'
import { type ExhibitRecord, exhibitsOfEdition, reportOf } from '../media/media-store.ts'
import { editionFigures } from './figures-store.ts'

/** How each figure of a report is defined; every report carries the sentences with its numbers. */
export const FIGURE_DEFINITIONS: Readonly<Record<string, string>> = {
  filesSeen: 'Every regular file and archive member of the edition’s exhibits, once.',
  unique: 'Distinct contents that are media: each image, video or sound once, however often it was found.',
  knownIdentified:
    'Unique media with an exact or near hit in a reference that says the victim is identified.',
  knownUnidentified: 'Unique media with an exact or near hit in a reference that does not say so.',
  unknown: 'Unique media without a hit in any reference.',
  pictures: 'Copies of one image or video counted as one.',
  sets: 'Proposed or used groups of pictures of one occasion.',
  picturesInSets: 'Pictures that are in a set.',
  series: 'Series made in the edition or added to in it.',
  picturesInSeries: 'Pictures whose set is in a series.',
  open: 'Series made in the edition. They count as new only once the external registry has confirmed them.',
  registry: 'Series that the registry’s list holds.',
  viewsAvoided:
    'Files that nobody had to look at: known good, decision reused and representative only together, none twice.',
  knownGood: 'Files that a known-good set suppresses.',
  decisionReused:
    'Media files whose content has an exact or near hit in a reference: the decision that is there is used again.',
  representativeOnly:
    'Media files without such a hit beyond the first of their picture: one representative stands for all copies.',
  seriesAddedTo: 'Distinct series of the registry that received at least one picture, counted in series.',
}

/** The figures of an edition, counted over what the viewer may learn of. */
export async function editionReport(
  db: Kysely<Tables>,
  viewer: Viewer,
  edition: EditionRecord,
  generatedAt: Date,
): Promise<Record<string, unknown>> {
  const exhibits = await exhibitsOfEdition(db, viewer, edition.id)
  const reports: { exhibit: ExhibitRecord; report: IntakeReport }[] = []
  for (const exhibit of exhibits) {
    reports.push({ exhibit, report: await reportOf(db, viewer, exhibit) })
  }
  const figures = await editionFigures(db, viewer, edition.id)
  const { viewsAvoided } = figures
  const filesSeen = reports.reduce((sum, one) => sum + one.report.filesSeen, 0)
  return {
    edition: { code: edition.code, name: edition.name },
    generatedAt: generatedAt.toISOString(),
    funnel: { filesSeen, ...figures.funnel },
    series: figures.series,
    exposure: {
      viewsAvoided: viewsAvoided.knownGood + viewsAvoided.decisionReused + viewsAvoided.representativeOnly,
      ...viewsAvoided,
    },
    units: edition.units.map((unit) => {
      const own = reports.filter((one) => one.exhibit.unitId === unit.id)
      const sum = (pick: (report: (typeof own)[number]['report']) => number): number =>
        own.reduce((total, one) => total + pick(one.report), 0)
      return {
        unit: unit.code,
        name: unit.name,
        country: unit.country,
        exhibits: own.map(({ exhibit, report: { wallSeconds: _, ...figures } }) => ({
          case: exhibit.caseNumber,
          ...figures,
        })),
        filesSeen: sum((report) => report.filesSeen),
        mediaNew: sum((report) => report.mediaNew),
        mediaKnown: sum((report) => report.mediaKnown),
        unknown: figures.unknownByUnit.get(unit.id) ?? 0,
      }
    }),
    definitions: FIGURE_DEFINITIONS,
  }
}
