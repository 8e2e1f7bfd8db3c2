import type { Command } from '../command.ts'

/** Digests, kind and PDQ of files, without a node. */
export const hashCommand: Command = {
  name: 'hash',
  form: 'PATH...',
  summary: 'Tell digests, kind, dimensions and PDQ of files, folders recursively; needs no node.',
  options: {},
  acts: false,
  async run(call) {
    // Loaded here, so that no other command depends on the decoder.
    const { runHash } = await import('../hash/run-hash.ts')
    return runHash(call)
  },
}
