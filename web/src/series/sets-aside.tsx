import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { Button } from 'react-aria-components'
import { useTranslation } from 'react-i18next'
import { bringBack, listSets } from '../api/picture-set.ts'
import { formatNumber, shortId } from '../frame/format.ts'
import { Problem } from '../frame/problem.tsx'
import { Answer, Empty } from '../frame/states.tsx'
import { TableHead } from '../frame/table-head.tsx'

/** The sets that somebody set aside, with the reason, and the way back. */
export function SetsAside(props: { readonly code: string }): ReactNode {
  const { t } = useTranslation('triage')
  const queries = useQueryClient()
  const sets = useQuery({
    queryKey: ['sets', props.code, 'all'],
    queryFn: ({ signal }) => listSets(props.code, 'all', signal),
  })
  const bringing = useMutation({
    mutationFn: bringBack,
    onSettled: () => {
      void queries.invalidateQueries({ queryKey: ['sets', props.code] })
      void queries.invalidateQueries({ queryKey: ['triage', props.code] })
    },
  })
  return (
    <>
      {bringing.isError ? <Problem error={bringing.error} /> : null}
      <Answer query={sets} what={t('asideWhat')}>
        {(data) => {
          const aside = data.sets.filter((set) => set.setAside !== null)
          if (aside.length === 0) {
            return (
              <Empty title={t('asideNone')}>
                <p>{t('asideNoneText')}</p>
              </Empty>
            )
          }
          return (
            <table className="table">
              <TableHead
                caption={t('viewAside')}
                columns={[
                  t('bulkSet'),
                  t('reasons'),
                  t('asideReason'),
                  t('asideBy'),
                  { words: t('bringBack'), isWordsUnseen: true },
                ]}
              />
              <tbody>
                {aside.map((set) => (
                  <tr key={set.set}>
                    <th scope="row">
                      {t('pictures', {
                        count: set.pictures.length,
                        formatted: formatNumber(set.pictures.length),
                      })}{' '}
                      <span className="quiet">{set.units.join(', ')}</span>
                    </th>
                    <td>{set.reasons.join('; ')}</td>
                    <td>{set.setAside?.because}</td>
                    <td>{set.setAside?.by}</td>
                    <td>
                      <Button
                        className="button button-small"
                        isDisabled={bringing.isPending}
                        onPress={() => bringing.mutate(set.set)}
                      >
                        {t('bringBack')}
                        <span className="unseen"> {shortId(set.set)}</span>
                      </Button>
                    </td>
                  </tr>
                ))}
              </tbody>
            </table>
          )
        }}
      </Answer>
    </>
  )
}
