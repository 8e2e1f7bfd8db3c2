import { setTimeout as pause } from 'node:timers/promises'
import type { VaultFiles } from '../../../server/src/platform.ts'

/** The mistake of committing a row before its blob has its name: files below a folder are renamed only some time later. */
export function nameLate(
  files: VaultFiles,
  folder: string,
  lateMs: number,
  wanted: () => boolean = () => true,
): VaultFiles {
  return {
    ...files,
    rename: async (from, to) => {
      if (!to.startsWith(`${folder}/`)) return files.rename(from, to)
      void pause(lateMs, null, { ref: false }).then(() => (wanted() ? files.rename(from, to) : undefined))
    },
  }
}
