import { filesUnder, isTest } from '../file-tree.ts'

/** Rooms whose tests need no database, no sandbox and no browser: their tests are the quick look. */
const UNIT_ROOMS = /^(kernels|core|tools)\//

/** They take minutes each: they begin first, so that none of them runs alone at the end. */
const LONGEST = /^test\/journeys\/(kill|crash|demonstration)\./

/** Every test file of the repository, the quick ones apart from the rest, which is in the order to run it. */
export async function findTests(root: string): Promise<{ unit: string[]; rest: string[] }> {
  const files = await filesUnder(root, isTest)
  const rest = files.filter((file) => !UNIT_ROOMS.test(file))
  return {
    unit: files.filter((file) => UNIT_ROOMS.test(file)),
    rest: [...rest.filter((file) => LONGEST.test(file)), ...rest.filter((file) => !LONGEST.test(file))],
  }
}
