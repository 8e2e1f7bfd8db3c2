import { type ReactNode, useMemo, useState } from 'react'
import { Button } from 'react-aria-components'
import { useTranslation } from 'react-i18next'
import type { Link } from '../api/picture.ts'
import type { Series } from '../api/series.ts'
import { formatNumber } from '../frame/format.ts'
import { PathText } from '../frame/path-text.tsx'
import { useEvidence } from '../match/evidence.ts'
import { asVariant } from './decision-dialogs.tsx'

const SHOWN = 50

interface Place {
  readonly set: number
  readonly picture: number
  readonly path: string | null
}

/** The links that hold pictures together, each with distance, variant and transform. */
export function SeriesLinks(props: {
  readonly series: Series
  readonly onCut: ((link: string) => void) | null
  readonly onRestore: (link: string) => void
}): ReactNode {
  const { t } = useTranslation('series')
  const { links } = props.series
  const [showsAll, setShowsAll] = useState(false)
  const places = useMemo(() => placesOf(props.series), [props.series])
  const shown = showsAll ? links : links.slice(0, SHOWN)
  return (
    <section className="block">
      <h2>
        {t('linksHeading')} <span className="quiet">{formatNumber(links.length)}</span>
      </h2>
      {links.length === 0 ? (
        <p className="quiet">{t('noLinks')}</p>
      ) : (
        <>
          <p className="hint">{t('linksText')}</p>
          <table className="table table-dense">
            <caption className="unseen">{t('linksHeading')}</caption>
            <thead>
              <tr>
                <th scope="col">{t('linkA')}</th>
                <th scope="col">{t('linkB')}</th>
                <th scope="col">{t('evidence')}</th>
                <th scope="col">{t('state')}</th>
                {props.onCut === null ? null : (
                  <th scope="col">
                    <span className="unseen">{t('cutDo')}</span>
                  </th>
                )}
              </tr>
            </thead>
            <tbody>
              {shown.map((link) => (
                <LinkRow
                  key={link.link}
                  link={link}
                  places={places}
                  onCut={props.onCut}
                  onRestore={props.onRestore}
                />
              ))}
            </tbody>
          </table>
          {shown.length === links.length ? null : (
            <p>
              <Button className="button button-small" onPress={() => setShowsAll(true)}>
                {t('moreLinks', { count: links.length })}
              </Button>
            </p>
          )}
        </>
      )}
    </section>
  )
}

function LinkRow(props: {
  readonly link: Link
  readonly places: ReadonlyMap<string, Place>
  readonly onCut: ((link: string) => void) | null
  readonly onRestore: (link: string) => void
}): ReactNode {
  const { t } = useTranslation('series')
  const evidence = useEvidence()
  const { link, onCut } = props
  const words = evidence({ ...link, variant: asVariant(link.variant) })
  return (
    <tr className={link.cut ? 'row-undone' : undefined}>
      <td>
        <Side place={props.places.get(link.mediaA)} />
      </td>
      <td>
        <Side place={props.places.get(link.mediaB)} />
      </td>
      <td>{words}</td>
      <td>{link.cut ? t('cut') : t('holds')}</td>
      {onCut === null ? null : (
        <td>
          <Button
            className="button button-small"
            onPress={() => (link.cut ? props.onRestore(link.link) : onCut(link.link))}
          >
            {link.cut ? t('restore') : t('cutDo')}
            <span className="unseen">: {words}</span>
          </Button>
        </td>
      )}
    </tr>
  )
}

function Side(props: { readonly place: Place | undefined }): ReactNode {
  const { t } = useTranslation('series')
  const { place } = props
  if (place === undefined) return <span className="quiet">{t('elsewhere')}</span>
  return (
    <>
      {place.path === null ? null : <PathText path={place.path} />}
      <span className="quiet">
        {' '}
        {t('where', { set: formatNumber(place.set), picture: formatNumber(place.picture) })}
      </span>
    </>
  )
}

function placesOf(series: Series): ReadonlyMap<string, Place> {
  const places = new Map<string, Place>()
  series.sets.forEach((set, setIndex) => {
    set.members.forEach((picture, pictureIndex) => {
      for (const member of picture.members) {
        const path = member.paths[0]?.split('/').at(-1) ?? null
        places.set(member.media, { set: setIndex + 1, picture: pictureIndex + 1, path })
      }
    })
  })
  return places
}
