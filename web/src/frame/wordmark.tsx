import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'

/** The name of the product with its sign. */
export function Wordmark(): ReactNode {
  const { t } = useTranslation('frame')
  return (
    <span className="wordmark">
      <svg viewBox="0 0 32 32" aria-hidden="true" focusable="false">
        <path d="M6 17 16 8l10 9M10 14.500V24.500h12v-10" />
      </svg>
      {t('product')}
    </span>
  )
}
