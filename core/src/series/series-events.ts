/** Events of pictures, sets, series and subjects. */
export const SERIES_EVENTS = {
  'series/pictures-grouped': 'combination',
  'series/sets-proposed': 'combination',
  'series/pictures-read': 'consultation',
  'series/sets-read': 'consultation',
  'series/series-read': 'consultation',
  'series/link-cut': 'alteration',
  'series/link-restored': 'alteration',
  'series/set-put-aside': 'alteration',
  'series/set-brought-back': 'alteration',
  'series/created': 'combination',
  'series/added-to': 'combination',
  'series/merged': 'combination',
  'series/split': 'alteration',
  'series/undone': 'alteration',
  'series/subject-added': 'alteration',
} as const
