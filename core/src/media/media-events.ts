/** Events of intake and of reading what was taken in. */
export const MEDIA_EVENTS = {
  'media/exhibit-created': 'collection',
  'media/intake-started': 'collection',
  /** A person asked it to stop; its end is an event of its own. */
  'media/intake-stop-asked': 'collection',
  'media/intake-ended': 'collection',
  'media/file-taken-in': 'collection',
  'media/files-listed': 'consultation',
  'media/vics-read': 'collection',
  'media/vics-linked': 'collection',
  'media/vics-listed': 'consultation',
  'media/holder-notified': 'disclosure',
  'media/exhibit-erased': 'erasure',
  /** The exhibit's key is destroyed, and nothing is left of it in the vault. */
  'media/erasure-finished': 'erasure',
  'media/hold-placed': 'administration',
  'media/hold-lifted': 'administration',
  'media/retention-set': 'administration',
  'media/exhibit-reviewed': 'administration',
  'media/review-told': 'administration',
  /** Blobs that no row names, left by an intake that was cut off, were removed. */
  'media/vault-swept': 'erasure',
} as const
