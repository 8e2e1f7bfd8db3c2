import { filesUnder, isTest } from '../file-tree.ts'

/** Rooms whose tests need no database, no sandbox and no browser: their tests are the quick look. */
const UNIT_ROOMS = /^(kernels|core|tools)\//

/** Every test file of the repository, the quick ones apart from the rest. */
export async function findTests(root: string): Promise<{ unit: string[]; rest: string[] }> {
  const files = await filesUnder(root, isTest)
  return {
    unit: files.filter((file) => UNIT_ROOMS.test(file)),
    rest: files.filter((file) => !UNIT_ROOMS.test(file)),
  }
}
