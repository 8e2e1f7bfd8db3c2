import i18next from 'i18next'
import { initReactI18next } from 'react-i18next'
import { type Catalogue, ENGLISH } from './english.ts'

declare module 'i18next' {
  interface CustomTypeOptions {
    defaultNS: 'frame'
    resources: Catalogue
  }
}

/** Makes the words ready. React escapes what is rendered, so the catalogue escapes nothing. */
export async function openCatalogue(): Promise<void> {
  await i18next.use(initReactI18next).init({
    lng: 'en',
    fallbackLng: 'en',
    defaultNS: 'frame',
    resources: { en: ENGLISH },
    interpolation: { escapeValue: false },
    initAsync: false,
    returnNull: false,
  })
}
