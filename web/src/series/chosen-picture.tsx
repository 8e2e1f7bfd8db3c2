import type { ReactNode } from 'react'
import { Button } from 'react-aria-components'
import { useTranslation } from 'react-i18next'
import type { Picture } from '../api/picture.ts'
import { formatNumber } from '../frame/format.ts'
import { PathText } from '../frame/path-text.tsx'
import { TableHead } from '../frame/table-head.tsx'
import { useTransformWords } from '../match/evidence.ts'

const PATHS_SHOWN = 2
const MEMBERS_SHOWN = 200

/** Where the files of the chosen picture were found and how each hangs on the representative. No picture is shown. */
export function ChosenPicture(props: {
  readonly picture: Picture | null
  readonly position: number
  readonly total: number
  readonly onCut: (() => void) | null
  readonly showKeys?: boolean
}): ReactNode {
  const { t } = useTranslation('reveal')
  const transformWords = useTransformWords()
  const { picture } = props
  if (picture === null) return <p className="quiet">{t('selectPicture')}</p>
  return (
    <section className="chosen-picture" aria-label={t('selected')}>
      <div className="chosen-head">
        <h4>{t('picture', { position: formatNumber(props.position), total: formatNumber(props.total) })}</h4>
        {props.onCut === null || picture.members.length < 2 ? null : (
          <Button className="button button-small" onPress={props.onCut}>
            {t('cut')} {props.showKeys === true ? <kbd aria-hidden="true">x</kbd> : null}
          </Button>
        )}
      </div>
      <table className="table table-dense">
        <TableHead
          caption={t('members')}
          columns={[t('fileColumn'), t('unitColumn'), t('exhibitColumn'), t('evidenceColumn')]}
        />
        <tbody>
          {picture.members.slice(0, MEMBERS_SHOWN).map((member) => (
            <tr key={`${member.media} ${member.exhibit}`}>
              <td>
                {member.paths.slice(0, PATHS_SHOWN).map((path) => (
                  <div key={path}>
                    <PathText path={path} />
                  </div>
                ))}
                {member.paths.length > PATHS_SHOWN ? (
                  <div className="quiet">{t('morePaths', { count: member.paths.length - PATHS_SHOWN })}</div>
                ) : null}
              </td>
              <td>{member.unit}</td>
              <td>{member.exhibit}</td>
              <td>
                {member.media === picture.representative
                  ? t('representative')
                  : [
                      member.distanceBits === null ? '' : t('bits', { bits: member.distanceBits }),
                      transformWords(member.transform),
                    ]
                      .filter((words) => words !== '')
                      .join(', ')}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}
