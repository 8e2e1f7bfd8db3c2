import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { Button } from 'react-aria-components'
import { useTranslation } from 'react-i18next'
import { useMay, useMe } from '../access/me.ts'
import { type EditionEntry, listEditions } from '../api/administration.ts'
import { listNotices, markNoticeRead, type Notice } from '../api/notice.ts'
import { formatDate, formatDateTime } from '../frame/format.ts'
import { Page } from '../frame/page.tsx'
import { Problem } from '../frame/problem.tsx'
import { Answer, Empty } from '../frame/states.tsx'
import { TableHead } from '../frame/table-head.tsx'
import { UnitTags } from '../frame/unit-tags.tsx'

/** The editions that the person may see, and the notices to the person's unit. */
export function EditionsPage(): ReactNode {
  const { t } = useTranslation('edition')
  const may = useMay()
  const editions = useQuery({ queryKey: ['editions'], queryFn: ({ signal }) => listEditions(signal) })
  return (
    <Page title={t('editionsTitle')}>
      <Answer query={editions} what={t('editionsTitle')}>
        {(data) =>
          data.editions.length === 0 ? (
            <Empty title={t('noEditions')}>
              <p>{may('edition.create') ? t('adminText') : t('noEditionsText')}</p>
            </Empty>
          ) : (
            <Editions editions={data.editions} />
          )
        }
      </Answer>
      {may('notice.read') ? <Notices /> : null}
    </Page>
  )
}

/** The days of an edition in words. */
export function usePeriod(): (edition: Pick<EditionEntry, 'startsOn' | 'endsOn'>) => string {
  const { t } = useTranslation('edition')
  return ({ startsOn, endsOn }) => {
    if (startsOn !== null && endsOn !== null)
      return t('period', { from: formatDate(startsOn), to: formatDate(endsOn) })
    if (startsOn !== null) return t('since', { from: formatDate(startsOn) })
    if (endsOn !== null) return t('until', { to: formatDate(endsOn) })
    return t('noPeriod')
  }
}

function Editions(props: { readonly editions: readonly EditionEntry[] }): ReactNode {
  const { t } = useTranslation('edition')
  const period = usePeriod()
  return (
    <table className="table">
      <TableHead
        caption={t('editionsTitle')}
        columns={[t('nameColumn'), t('codeColumn'), t('periodColumn'), t('unitsColumn')]}
      />
      <tbody>
        {props.editions.map((edition) => (
          <tr key={edition.code}>
            <th scope="row">
              <Link to="/editions/$code" params={{ code: edition.code }}>
                {edition.name === '' ? edition.code : edition.name}
              </Link>
            </th>
            <td>
              <code>{edition.code}</code>
            </td>
            <td>{period(edition)}</td>
            <td className="units">
              <UnitTags units={edition.units} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

function Notices(): ReactNode {
  const { t } = useTranslation('edition')
  const me = useMe()
  const queries = useQueryClient()
  const notices = useQuery({ queryKey: ['notices'], queryFn: ({ signal }) => listNotices(signal) })
  const reading = useMutation({
    mutationFn: markNoticeRead,
    onSuccess: () => {
      void queries.invalidateQueries({ queryKey: ['notices'] })
      void queries.invalidateQueries({ queryKey: ['me'] })
    },
  })
  const unread = me.data?.notices ?? 0
  return (
    <section className="block">
      <h2>
        {t('notices')}{' '}
        {unread > 0 ? <span className="tag tag-attention">{t('unread', { count: unread })}</span> : null}
      </h2>
      {reading.isError ? <Problem error={reading.error} /> : null}
      <Answer query={notices} what={t('notices')} lines={2}>
        {(data) =>
          data.notices.length === 0 ? (
            <Empty title={t('noNotices')}>
              <p>{t('noNoticesText')}</p>
            </Empty>
          ) : (
            <ul className="notices">
              {data.notices.map((notice) => (
                <NoticeLine
                  key={notice.notice}
                  notice={notice}
                  onRead={() => reading.mutate(notice.notice)}
                />
              ))}
            </ul>
          )
        }
      </Answer>
    </section>
  )
}

function NoticeLine(props: { readonly notice: Notice; readonly onRead: () => void }): ReactNode {
  const { t } = useTranslation('edition')
  const { notice } = props
  return (
    <li className={notice.read ? 'notice' : 'notice notice-unread'}>
      <p>
        {notice.read ? null : <span className="tag tag-attention">{t('newNotice')}</span>} {notice.text}
      </p>
      <p className="quiet">{formatDateTime(notice.at)}</p>
      {notice.read ? null : (
        <Button className="button button-small" onPress={props.onRead}>
          {t('markRead')}
        </Button>
      )}
    </li>
  )
}
