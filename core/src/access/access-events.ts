/** Events of sign-in, sessions and administration. */
export const ACCESS_EVENTS = {
  'access/unit-created': 'administration',
  'access/person-created': 'administration',
  'access/person-invited': 'administration',
  'access/credential-set': 'administration',
  'access/signed-in': 'administration',
  'access/sign-in-failed': 'administration',
  'access/signed-out': 'administration',
  'access/sessions-ended': 'administration',
  'access/edition-created': 'administration',
  'access/revealed': 'disclosure',
  'access/reveal-renewed': 'disclosure',
  'access/reveal-ended': 'consultation',
  'access/ledger-read': 'consultation',
  'access/audience-set': 'administration',
} as const
