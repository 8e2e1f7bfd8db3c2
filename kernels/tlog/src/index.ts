export {
  type AddCheckpoint,
  formatAddCheckpoint,
  judgeCheckpoint,
  parseAddCheckpoint,
  type WitnessRefusal,
} from './add-checkpoint.ts'
export { decodeBundle, encodeBundle } from './bundle.ts'
export { type Checkpoint, formatCheckpoint, parseCheckpoint, verifyCheckpoint } from './checkpoint.ts'
export { consistencyProof, verifyConsistency } from './consistency.ts'
export { type Cosignature, cosign, verifyCosignature, verifyCosignatures } from './cosignature.ts'
export { emptyRoot, leafHash, nodeHash, type Sha256 } from './hash.ts'
export { inclusionProof, verifyInclusion } from './inclusion.ts'
export { addSignature, type Refusal, type Sign, signNote, type Verify, verifyNote } from './note.ts'
export {
  encodeNoteKey,
  type NoteKey,
  type NoteKeyType,
  noteKey,
  parseNoteKey,
  witnessKey,
} from './note-key.ts'
export {
  formatProof,
  type LogPolicy,
  type LogProof,
  type ProofRefusal,
  parseProof,
  verifyProof,
} from './proof.ts'
export { type HashReader, treeRoot } from './subtree.ts'
export {
  entriesPath,
  growTiles,
  type Resource,
  type Tile,
  tilePath,
  tileReader,
  tilesToWrite,
} from './tile.ts'
export { TlogError, type TlogErrorCode } from './tlog-error.ts'
export { TreeBuilder } from './tree-builder.ts'
