import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { type ReactNode, useState } from 'react'
import { Button } from 'react-aria-components'
import { useTranslation } from 'react-i18next'
import { breakGlass, type Glass, listGlass, reviewGlass } from '../api/glass.ts'
import { formatDateTime } from '../frame/format.ts'
import { ReasonDialog } from '../frame/reason-dialog.tsx'
import { Answer, Empty } from '../frame/states.tsx'
import { TableHead } from '../frame/table-head.tsx'

/** For oversight: whose glass was broken, and the reviews that are due. */
export function GlassPart(): ReactNode {
  const { t } = useTranslation('approval')
  const queries = useQueryClient()
  const query = useQuery({ queryKey: ['glass'], queryFn: ({ signal }) => listGlass(signal) })
  const [reviewed, setReviewed] = useState<string | null>(null)
  const reviewing = useMutation({
    mutationFn: (finding: string) => reviewGlass(reviewed ?? '', finding),
    onSuccess: () => {
      setReviewed(null)
      void queries.invalidateQueries({ queryKey: ['glass'] })
    },
  })
  return (
    <section>
      <h2>{t('glassTitle')}</h2>
      <p>{t('glassLead')}</p>
      <Answer query={query} what={t('glassWhat')}>
        {({ glass }) =>
          glass.length === 0 ? (
            <Empty title={t('glassNone')} />
          ) : (
            <table className="table">
              <TableHead
                caption={t('glassTitle')}
                columns={[t('person'), t('object'), t('from'), t('why'), t('review')]}
              />
              <tbody>
                {glass.map((one) => (
                  <tr key={one.glass}>
                    <th scope="row">
                      {one.person} ({one.unit})
                    </th>
                    <td>
                      <code>{one.object}</code>
                    </td>
                    <td>{formatDateTime(one.startsAt)}</td>
                    <td>{one.because ?? t('whyErased')}</td>
                    <td>
                      <Review glass={one} onReview={() => setReviewed(one.glass)} />
                    </td>
                  </tr>
                ))}
              </tbody>
            </table>
          )
        }
      </Answer>
      {reviewed === null ? null : (
        <ReasonDialog
          title={t('reviewTitle')}
          label={t('finding')}
          action={t('review')}
          isOpen
          isPending={reviewing.isPending}
          error={reviewing.error}
          onClose={() => setReviewed(null)}
          onSubmit={(finding) => reviewing.mutate(finding)}
        />
      )}
    </section>
  )
}

function Review(props: { readonly glass: Glass; readonly onReview: () => void }): ReactNode {
  const { t } = useTranslation('approval')
  const { reviewedBy, finding, overdue, reviewDueAt } = props.glass
  if (reviewedBy !== null) return t('reviewed', { by: reviewedBy, finding: finding ?? t('whyErased') })
  const at = formatDateTime(reviewDueAt)
  return (
    <>
      {overdue ? t('overdue', { at }) : t('due', { at })}{' '}
      <Button className="button button-small" onPress={props.onReview}>
        {t('review')}
        <span className="unseen"> {props.glass.object}</span>
      </Button>
    </>
  )
}

/** On the page of what is not in sight: the way to open it all the same, for an hour and with a reason. */
export function BreakGlass(props: { readonly object: string; readonly onBroken: () => void }): ReactNode {
  const { t } = useTranslation('approval')
  const [isOpen, setOpen] = useState(false)
  const breaking = useMutation({
    mutationFn: (because: string) => breakGlass(props.object, because),
    onSuccess: () => {
      setOpen(false)
      props.onBroken()
    },
  })
  return (
    <>
      <Button className="button" onPress={() => setOpen(true)}>
        {t('breakOpen')}
      </Button>
      {isOpen ? (
        <ReasonDialog
          title={t('breakTitle')}
          label={t('because')}
          hint={t('becauseHint')}
          action={t('breakOpen')}
          isOpen
          isPending={breaking.isPending}
          error={breaking.error}
          onClose={() => setOpen(false)}
          onSubmit={(because) => breaking.mutate(because)}
        >
          <p>{t('breakText')}</p>
        </ReasonDialog>
      ) : null}
    </>
  )
}
