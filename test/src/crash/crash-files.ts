import type { VaultFiles, WritableFile } from '../../../server/src/platform.ts'
import { type Crash, DeadError } from './crash.ts'

async function closed(file: WritableFile, error: unknown): Promise<never> {
  if (error instanceof DeadError) await file.close()
  throw error
}

/**
 * File operations whose every change below one of the folders is a point of the crash, named by the folder's word; a dead
 * process reaches no file at all.
 */
export function crashFiles(
  crash: Crash,
  folders: Readonly<Record<string, string>>,
  files: VaultFiles,
): VaultFiles {
  const call = <T>(step: string, path: string, work: () => Promise<T>): Promise<T> => {
    const word = Object.keys(folders).find((name) => path.startsWith(`${folders[name]}/`))
    const alive = word === undefined ? !crash.dead : crash.passes(`${word} ${step}`)
    return alive ? work() : Promise.reject(new DeadError())
  }
  const look = <T>(work: () => Promise<T>): Promise<T> =>
    crash.dead ? Promise.reject(new DeadError()) : work()
  return {
    makeDirectory: (path) => call('mkdir', path, () => files.makeDirectory(path)),
    create: (path) =>
      call('create', path, async () => {
        const file = await files.create(path)
        return {
          write: (bytes) => call('write', path, () => file.write(bytes)),
          sync: () => call('fsync', path, () => file.sync()),
          // The system closes the files of the dead; these belong to this process, which goes on.
          close: () => call('close', path, () => file.close()).catch((error: unknown) => closed(file, error)),
        }
      }),
    rename: (from, to) => call('rename', to, () => files.rename(from, to)),
    syncDirectory: (path) => call('fsync of a folder', `${path}/`, () => files.syncDirectory(path)),
    unlink: (path) => call('unlink', path, () => files.unlink(path)),
    sizeBytes: (path) => look(() => files.sizeBytes(path)),
    read: (path, offsetBytes, lengthBytes) => look(() => files.read(path, offsetBytes, lengthBytes)),
    list: (path) => look(() => files.list(path)),
  }
}
