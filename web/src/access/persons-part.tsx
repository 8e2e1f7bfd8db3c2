import { useMutation, useQuery } from '@tanstack/react-query'
import { type ReactNode, useState } from 'react'
import { Button } from 'react-aria-components'
import { useTranslation } from 'react-i18next'
import { endSessions, listPersons, type Person, renewLink } from '../api/administration.ts'
import { asApiError } from '../api/api-error.ts'
import { DeskDialog } from '../frame/dialog.tsx'
import { Problem } from '../frame/problem.tsx'
import { Answer, Empty } from '../frame/states.tsx'
import { TableHead } from '../frame/table-head.tsx'
import { PersonForm } from './administration-forms.tsx'
import { AskApproval } from './approval/ask-approval.tsx'
import { useMay } from './me.ts'

export interface IssuedLink {
  readonly person: string
  readonly link: string
  /** Roles of the person wait for a second person. */
  readonly isAsked?: boolean
}

/** Persons with their roles, new one-time links and the end of their sessions. */
export function PersonsPart(): ReactNode {
  const { t } = useTranslation('administration')
  const { t: approval } = useTranslation('approval')
  const may = useMay()
  const persons = useQuery({ queryKey: ['persons'], queryFn: ({ signal }) => listPersons(signal) })
  const [issued, setIssued] = useState<IssuedLink | null>(null)
  const linking = useMutation({
    mutationFn: (person: string) => renewLink(person),
    onSuccess: ({ link }, person) => setIssued({ person, link }),
  })
  // A person who can sign in already: the node says that somebody else has to agree.
  const needsSecond = linking.isError && asApiError(linking.error).code === 'approval/needed'
  const asking = needsSecond ? (
    <AskApproval
      title={approval('askLink', { person: linking.variables })}
      act="credential.reset"
      subject={{ person: linking.variables }}
      isOpen
      onClose={() => linking.reset()}
    >
      <p>{approval('askLinkText', { person: linking.variables })}</p>
    </AskApproval>
  ) : null
  const ending = useMutation({ mutationFn: endSessions })
  return (
    <div className="list-and-form">
      <div>
        {linking.isError && !needsSecond ? <Problem error={linking.error} /> : null}
        {asking}
        {ending.isError ? <Problem error={ending.error} /> : null}
        {ending.isSuccess ? (
          <p className="note" role="status">
            {t('ended', { count: ending.data.ended, person: ending.variables })}
          </p>
        ) : null}
        <Answer query={persons} what={t('persons')}>
          {(data) =>
            data.persons.length === 0 ? (
              <Empty title={t('noPersons')} />
            ) : (
              <PersonsTable
                persons={data.persons}
                onLink={may('person.invite') ? (person) => linking.mutate(person) : null}
                onEnd={may('person.revoke') ? (person) => ending.mutate(person) : null}
              />
            )
          }
        </Answer>
      </div>
      {may('person.create') ? <PersonForm onIssued={setIssued} /> : null}
      <LinkDialog issued={issued} onClose={() => setIssued(null)} />
    </div>
  )
}

function PersonsTable(props: {
  readonly persons: readonly Person[]
  readonly onLink: ((person: string) => void) | null
  readonly onEnd: ((person: string) => void) | null
}): ReactNode {
  const { t } = useTranslation('administration')
  const { t: frame } = useTranslation('frame')
  const { onLink, onEnd } = props
  return (
    <table className="table">
      <TableHead
        caption={t('persons')}
        columns={[
          t('code'),
          t('name'),
          t('unit'),
          t('roles'),
          t('state'),
          { words: t('actions'), isWordsUnseen: true },
        ]}
      />
      <tbody>
        {props.persons.map((person) => (
          <tr key={person.code} className={person.disabled ? 'row-undone' : undefined}>
            <th scope="row">{person.code}</th>
            <td>{person.name ?? '–'}</td>
            <td>{person.unit}</td>
            <td>
              {person.roles
                .map((role) => frame(`role.${role as 'specialist'}`, { defaultValue: role }))
                .join(', ')}
            </td>
            <td>{person.disabled ? t('disabled') : t('active')}</td>
            <td className="row-actions">
              {onLink === null || person.disabled ? null : (
                <Button className="button button-small" onPress={() => onLink(person.code)}>
                  {t('newLink')}
                  <span className="unseen"> {t('forPerson', { person: person.code })}</span>
                </Button>
              )}
              {onEnd === null || person.disabled ? null : (
                <Button className="button button-small" onPress={() => onEnd(person.code)}>
                  {t('endSessions')}
                  <span className="unseen"> {t('forPerson', { person: person.code })}</span>
                </Button>
              )}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

/** A one-time link, shown once. */
export function LinkDialog(props: {
  readonly issued: IssuedLink | null
  readonly onClose: () => void
}): ReactNode {
  const { t } = useTranslation('administration')
  const { t: approval } = useTranslation('approval')
  const [isCopied, setCopied] = useState(false)
  const { issued } = props
  function close(): void {
    setCopied(false)
    props.onClose()
  }
  return (
    <DeskDialog
      title={t('linkTitle', { person: issued?.person ?? '' })}
      isOpen={issued !== null}
      onClose={close}
    >
      <p>{t('linkText')}</p>
      {issued?.isAsked === true ? <p className="note">{approval('asking')}</p> : null}
      <input
        className="link-field"
        aria-label={t('linkField')}
        readOnly
        value={issued?.link ?? ''}
        onFocus={(event) => event.target.select()}
      />
      <div className="form-actions">
        <Button
          className="button"
          onPress={() => {
            void navigator.clipboard.writeText(issued?.link ?? '').then(() => setCopied(true))
          }}
        >
          {isCopied ? t('copiedLink') : t('copyLink')}
        </Button>
        <Button className="button button-strong" onPress={close}>
          {t('linkDone')}
        </Button>
      </div>
    </DeskDialog>
  )
}
