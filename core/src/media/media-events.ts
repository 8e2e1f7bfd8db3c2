/** Events of intake and of reading what was taken in. */
export const MEDIA_EVENTS = {
  'media/exhibit-created': 'collection',
  'media/intake-started': 'collection',
  'media/intake-ended': 'collection',
  'media/file-taken-in': 'collection',
  'media/files-listed': 'consultation',
  'media/holder-notified': 'disclosure',
} as const
