import { type ReactNode, useId } from 'react'
import { Button } from 'react-aria-components'
import { useTranslation } from 'react-i18next'
import { type ApiError, asApiError } from '../api/api-error.ts'

type Heading = 'refused' | 'missing' | 'conflict' | 'unavailable' | 'input' | 'slow' | 'silent' | 'failed'

function headingOf(error: ApiError): Heading {
  if (error.code === 'desk/no-answer') return 'silent'
  if (error.status === 401 || error.status === 403) return 'refused'
  if (error.status === 404 || error.status === 410) return 'missing'
  if (error.status === 409) return 'conflict'
  if (error.status === 400 || error.status === 413 || error.status === 422) return 'input'
  if (error.status === 429) return 'slow'
  if (error.status === 503) return 'unavailable'
  return 'failed'
}

/** The sentence of a refusal: the node's own, or the desk's where the node gave none. */
export function useBecause(): (thrown: unknown) => string {
  const { t } = useTranslation('frame')
  return (thrown) => {
    const error = asApiError(thrown)
    if (error.because !== '') return error.because
    if (error.code === 'desk/no-answer') return t('problem.because.silent')
    if (error.status === 404) return t('problem.because.missing')
    if (error.status === 403) return t('problem.because.refused')
    if (error.code === 'desk/unreadable-answer') return t('problem.because.unreadable')
    return t('problem.because.failed')
  }
}

/** A refusal or failure in plain words, with its code, and a way to try again where there is one. */
export function Problem(props: { readonly error: unknown; readonly onRetry?: () => void }): ReactNode {
  const { t } = useTranslation('frame')
  const because = useBecause()
  const id = useId()
  const error = asApiError(props.error)
  return (
    <section className="problem" role="alert" aria-labelledby={id}>
      <p className="problem-heading" id={id}>
        {t(`problem.heading.${headingOf(error)}`)}
      </p>
      <p>{because(error)}</p>
      <p className="problem-code">
        {t('code')} <code>{error.code}</code>
      </p>
      {props.onRetry === undefined ? null : (
        <Button className="button" onPress={props.onRetry}>
          {t('retry')}
        </Button>
      )}
    </section>
  )
}
