import { addIntakeSources, unfinishedSources } from '../media/intake-store.ts'
import { isThere, realPathOf } from '../media/source-files.ts'
import { ownDataProblem } from '../media/source-place.ts'
import type { IntakeFiles } from './intake-files.ts'
import type { TakingIn } from './take-in.ts'
import { readVicsDocuments } from './vics-documents.ts'
import { linkVicsEntries } from './vics-links.ts'

/**
 * What follows once the files of an intake are counted: its VICS documents are read, and what they name is linked to
 * the files. A case file that was named as a source itself brings its media folder with it. Returns whether the
 * exhibit has such documents.
 */
export async function takeInVicsCases(
  taking: TakingIn,
  intake: { readonly id: string; readonly sources: readonly Buffer[] },
  files: IntakeFiles,
): Promise<boolean> {
  const hasCases = await readVicsDocuments(taking)
  if (!hasCases) return false
  const named = [
    ...(await linkVicsEntries(taking, intake.sources)),
    // What a run that was cut short had found beside is taken in to its end, whatever of it is linked by now.
    ...(await besideEarlier(taking, intake.sources)),
  ]
  const beside: Buffer[] = []
  for (const path of named) {
    // A case may name what lies beside it, and the node's own data never becomes evidence.
    const isOwn = (await ownDataProblem(await realPathOf(path), taking.context.directory)) !== null
    if (!isOwn && (await isThere(path))) beside.push(path)
  }
  if (beside.length > 0 && !taking.signal.aborted) {
    const sources = await taking.context.database.write((tx) => addIntakeSources(tx, intake.id, beside))
    await files.takeInAll(beside)
    await linkVicsEntries(taking, sources)
  }
  return true
}

/** Sources of intakes of the exhibit that were cut short, which lie in one folder with a source of this one, and are none of it. */
async function besideEarlier({ context, exhibit }: TakingIn, sources: readonly Buffer[]): Promise<Buffer[]> {
  const folderOf = (path: Buffer): Buffer => path.subarray(0, path.lastIndexOf('/'))
  const earlier = await unfinishedSources(context.database.read, exhibit.id)
  return earlier.filter(
    (one) =>
      sources.some((source) => folderOf(source).equals(folderOf(one))) &&
      !sources.some((source) => source.equals(one)),
  )
}
