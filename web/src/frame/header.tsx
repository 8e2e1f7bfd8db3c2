import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Link, useNavigate } from '@tanstack/react-router'
import { type ReactNode, useState } from 'react'
import { Button } from 'react-aria-components'
import { useTranslation } from 'react-i18next'
import { coverScreen } from '../access/cover.tsx'
import { useCapAnnouncements } from '../access/exposure/cap-status.tsx'
import { Danger } from '../access/exposure/danger.tsx'
import { useExposure, useExposureReports } from '../access/exposure/own-exposure.ts'
import { useMay } from '../access/me.ts'
import { SessionClock } from '../access/session-clock.tsx'
import { type MeAt, signOut } from '../api/session.ts'
import { useCurrentEdition } from './current-edition.ts'
import { formatDuration, formatNumber } from './format.ts'
import { applyTheme, storedTheme, type Theme } from './theme.ts'
import { Wordmark } from './wordmark.tsx'

/** Edition, pages, person, session and the cover key, on every page. */
export function Header(props: { readonly me: MeAt }): ReactNode {
  const { t } = useTranslation('frame')
  const code = useCurrentEdition(props.me.editions)
  return (
    <header className="header">
      <div className="header-top">
        <Link to="/" className="home" aria-label={t('home')}>
          <Wordmark />
        </Link>
        <EditionChoice me={props.me} code={code} />
        <span className="header-space" />
        <PersonLine me={props.me} />
        <Exposure />
        <SessionClock me={props.me} />
        <ThemeChoice />
        <SignOut />
      </div>
      <Navigation code={code} waiting={props.me.approvals} />
    </header>
  )
}

function EditionChoice(props: { readonly me: MeAt; readonly code: string | null }): ReactNode {
  const { t } = useTranslation('frame')
  const navigate = useNavigate()
  const { editions } = props.me
  if (editions.length === 0) return <span className="head-label">{t('noEdition')}</span>
  const isListed = editions.some((edition) => edition.code === props.code)
  return (
    <label className="edition-choice">
      <span className="head-label">{t('edition')}</span>
      <select
        value={props.code ?? ''}
        onChange={(event) => void navigate({ to: '/editions/$code', params: { code: event.target.value } })}
      >
        {isListed || props.code === null ? null : <option value={props.code}>{props.code}</option>}
        {editions.map((edition) => (
          <option key={edition.code} value={edition.code}>
            {edition.name === '' ? edition.code : edition.name}
          </option>
        ))}
      </select>
    </label>
  )
}

function PersonLine(props: { readonly me: MeAt }): ReactNode {
  const { t } = useTranslation('frame')
  const { person } = props.me
  const roles = person.roles.map((role) => t(`role.${role as 'specialist'}`, { defaultValue: role }))
  return (
    <Link to="/session" className="person">
      <span className="person-name">{person.name === '' ? person.code : person.name}</span>{' '}
      <span className="person-unit" title={person.unit.name}>
        {person.unit.code}
      </span>{' '}
      <span className="person-roles">{roles.join(', ')}</span>
      <span className="unseen"> {t('account')}</span>
    </Link>
  )
}

function Exposure(): ReactNode {
  const { t } = useTranslation('frame')
  const exposure = useExposure()
  useExposureReports(exposure.data)
  useCapAnnouncements(exposure.data)
  if (exposure.data === undefined) return null
  const time = formatDuration(exposure.data.todaySeconds)
  const words = t('seenTodayLong', { time, reveals: formatNumber(exposure.data.reveals) })
  return (
    <Link to="/exposure" className="exposure" title={words}>
      <span className="head-label">{t('seenToday')}</span>
      <span className="head-value">{time}</span>
    </Link>
  )
}

function ThemeChoice(): ReactNode {
  const { t } = useTranslation('frame')
  const [theme, setTheme] = useState<Theme>(storedTheme)
  return (
    <label className="theme-choice">
      <span className="unseen">{t('theme')}</span>
      <select
        value={theme}
        onChange={(event) => {
          const next = event.target.value as Theme
          applyTheme(next)
          setTheme(next)
        }}
      >
        <option value="system">{t('themeSystem')}</option>
        <option value="light">{t('themeLight')}</option>
        <option value="dark">{t('themeDark')}</option>
      </select>
    </label>
  )
}

function SignOut(): ReactNode {
  const { t } = useTranslation('frame')
  const queries = useQueryClient()
  const navigate = useNavigate()
  const leaving = useMutation({
    mutationFn: signOut,
    onSettled: async () => {
      await navigate({ to: '/sign-in' })
      queries.clear()
    },
  })
  return (
    <Button className="button button-small" onPress={() => leaving.mutate()}>
      {t('signOut')}
    </Button>
  )
}

function Navigation(props: { readonly code: string | null; readonly waiting: number }): ReactNode {
  const { t } = useTranslation('frame')
  const may = useMay()
  const { code } = props
  return (
    <div className="header-pages">
      <nav aria-label={t('navigation')}>
        <ul>
          {code === null ? null : (
            <>
              {may('edition.report') || may('edition.read') ? (
                <li>
                  <Link to="/editions/$code" params={{ code }} activeOptions={{ exact: true }}>
                    {t('nav.edition')}
                  </Link>
                </li>
              ) : null}
              {may('intake.read') ? (
                <li>
                  <Link to="/editions/$code/intakes" params={{ code }}>
                    {t('nav.intakes')}
                  </Link>
                </li>
              ) : null}
              {may('set.read') ? (
                <li>
                  <Link to="/editions/$code/triage" params={{ code }}>
                    {t('nav.triage')}
                  </Link>
                </li>
              ) : null}
              {may('series.read') ? (
                <li>
                  <Link to="/editions/$code/series" params={{ code }}>
                    {t('nav.series')}
                  </Link>
                </li>
              ) : null}
            </>
          )}
          {may('search.run') ? (
            <li>
              <Link to="/search">{t('nav.search')}</Link>
            </li>
          ) : null}
          {may('exposure.supervise') ? (
            <li>
              <Link to="/unit/exposure">{t('nav.unitExposure')}</Link>
            </li>
          ) : null}
          {may('approval.read') ? (
            <li>
              <Link to="/approvals">
                {t('nav.approvals')}{' '}
                {props.waiting === 0 ? null : (
                  <span
                    className="tag tag-attention"
                    title={t('nav.approvalsWaiting', { count: props.waiting })}
                  >
                    {formatNumber(props.waiting)}
                  </span>
                )}
              </Link>
            </li>
          ) : null}
          {may('ledger.read') ? (
            <li>
              <Link to="/oversight">{t('nav.oversight')}</Link>
            </li>
          ) : null}
          {may('person.list') || may('unit.create') ? (
            <li>
              <Link to="/admin">{t('nav.administration')}</Link>
            </li>
          ) : null}
        </ul>
      </nav>
      <span className="header-space" />
      {may('exposure.danger') ? <Danger /> : null}
      {may('media.reveal') ? (
        <button type="button" className="cover-hint" onClick={coverScreen}>
          <kbd>c</kbd> <kbd>Esc</kbd> {t('coverHint')}
        </button>
      ) : null}
    </div>
  )
}
