import { type UseMutationResult, useMutation } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { type ReactNode, useState } from 'react'
import { Button, DropZone, FileTrigger, Form, Text } from 'react-aria-components'
import { useTranslation } from 'react-i18next'
import { type SearchAnswer, searchFile } from '../api/match.ts'
import { Field } from '../frame/field.tsx'
import { formatSize, shortId } from '../frame/format.ts'
import { Page } from '../frame/page.tsx'
import { PathText } from '../frame/path-text.tsx'
import { Problem } from '../frame/problem.tsx'
import { Empty, Loading } from '../frame/states.tsx'
import { TableHead } from '../frame/table-head.tsx'
import { useEvidence } from './evidence.ts'

type Search = UseMutationResult<SearchAnswer, Error, { file: File; purpose: string }>

/** A file against every reference, with the evidence of each match. The file is not shown. */
export function SearchPage(): ReactNode {
  const { t } = useTranslation('search')
  const search: Search = useMutation({
    mutationFn: ({ file, purpose }: { file: File; purpose: string }) => searchFile(file, purpose),
  })
  return (
    <Page title={t('title')} lead={<p>{t('lead')}</p>}>
      <SearchForm search={search} />
      {search.isPending ? <Loading what={t('what')} lines={3} /> : null}
      {search.isError ? <Problem error={search.error} /> : null}
      {search.isSuccess ? <Result answer={search.data} /> : null}
    </Page>
  )
}

function SearchForm(props: { readonly search: Search }): ReactNode {
  const { t } = useTranslation('search')
  const { search } = props
  const [file, setFile] = useState<File | null>(null)
  const [purpose, setPurpose] = useState('')
  const [isSent, setSent] = useState(false)
  const [problem, setProblem] = useState<string | null>(null)

  function take(files: readonly File[]): void {
    search.reset()
    const [only] = files
    if (only === undefined || files.length !== 1) {
      setProblem(t('onlyOne'))
      return
    }
    setProblem(null)
    setFile(only)
  }

  return (
    <Form
      className="form search-form"
      onSubmit={(event) => {
        event.preventDefault()
        setSent(true)
        if (file === null) setProblem(t('missingFile'))
        else if (purpose.trim() !== '') search.mutate({ file, purpose: purpose.trim() })
      }}
    >
      <DropZone
        className="drop"
        aria-label={t('drop')}
        onDrop={(event) => {
          void Promise.all(
            event.items.filter((item) => item.kind === 'file').map((item) => item.getFile()),
          ).then(take)
        }}
      >
        <Text slot="label" className="drop-label">
          {file === null ? t('drop') : <PathText path={`${file.name}, ${formatSize(file.size)}`} />}
        </Text>
        <FileTrigger onSelect={(files) => take(files === null ? [] : [...files])}>
          <Button className="button">{t('choose')}</Button>
        </FileTrigger>
        {problem === null ? null : (
          <p className="field-error" role="alert">
            {problem}
          </p>
        )}
      </DropZone>
      <Field
        label={t('purpose')}
        hint={t('purposeHint')}
        value={purpose}
        onChange={setPurpose}
        error={isSent && purpose.trim() === '' ? t('missingPurpose') : null}
      />
      <div>
        <Button className="button button-strong" type="submit" isDisabled={search.isPending}>
          {search.isPending ? t('running') : t('run')}
        </Button>
      </div>
    </Form>
  )
}

function Result(props: { readonly answer: SearchAnswer }): ReactNode {
  const { t } = useTranslation('search')
  const { query, hits } = props.answer
  return (
    <section className="block" aria-live="polite">
      <h2>
        {t('resultHeading')}{' '}
        {hits.length === 0 ? null : (
          <span className="tag tag-attention">{t('hits', { count: hits.length })}</span>
        )}
      </h2>
      {hits.length === 0 ? (
        <Empty title={t('none')}>
          <p>{t('noneText')}</p>
        </Empty>
      ) : (
        <Hits answer={props.answer} />
      )}
      <dl className="facts hashes">
        <dt>{t('querySha')}</dt>
        <dd>
          <code>{query.sha256}</code>
        </dd>
        {query.pdq === null ? null : (
          <>
            <dt>{t('pdq', { variant: 'nn512' })}</dt>
            <dd>
              <code>{query.pdq.nn512}</code>
            </dd>
            <dt>{t('pdq', { variant: 'full' })}</dt>
            <dd>
              <code>{query.pdq.full}</code>
            </dd>
          </>
        )}
      </dl>
      {query.pdq === null ? <p className="quiet">{t('noPdq')}</p> : null}
    </section>
  )
}

function Hits(props: { readonly answer: SearchAnswer }): ReactNode {
  const { t } = useTranslation('search')
  const { t: match } = useTranslation('match')
  const evidence = useEvidence()
  return (
    <table className="table">
      <TableHead
        caption={t('resultHeading')}
        columns={[t('verdict'), t('reference'), t('series'), t('picture')]}
      />
      <tbody>
        {props.answer.hits.map((hit) => (
          <tr key={`${hit.media ?? ''} ${hit.picture ?? ''} ${hit.referenceSet ?? ''} ${hit.variant ?? ''}`}>
            <th scope="row">{evidence({ ...hit, referenceSet: null })}</th>
            <td>{hit.referenceSet ?? '–'}</td>
            <td>
              {hit.series === null ? (
                <span className="quiet">{t('noSeries')}</span>
              ) : (
                <Link to="/series/$id" params={{ id: hit.series }}>
                  {match('seriesName', { id: shortId(hit.series) })}
                </Link>
              )}
            </td>
            <td>{hit.picture === null ? '–' : <code>{shortId(hit.picture)}</code>}</td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}
