/** Events of reference sets, matching and search. */
export const MATCH_EVENTS = {
  'match/reference-imported': 'collection',
  'match/reference-configured': 'administration',
  'match/matched': 'match',
  'match/searched': 'consultation',
} as const
