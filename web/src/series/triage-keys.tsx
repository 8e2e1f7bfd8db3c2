import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { DeskDialog } from '../frame/dialog.tsx'

const KEYS = [
  { keys: ['j', 'k', '↓', '↑'], does: 'move' },
  { keys: ['Enter'], does: 'reveal' },
  { keys: ['1', '2', '3'], does: 'clarity' },
  { keys: ['c', 'Esc'], does: 'cover' },
  { keys: ['e'], does: 'end' },
  { keys: ['r'], does: 'renew' },
  { keys: ['n'], does: 'newSeries' },
  { keys: ['a'], does: 'add' },
  { keys: ['←', '→'], does: 'choose' },
  { keys: ['s'], does: 'aside' },
  { keys: ['u'], does: 'undo' },
  { keys: ['Space'], does: 'mark' },
  { keys: ['w'], does: 'wall' },
  { keys: ['l'], does: 'list' },
  { keys: ['x'], does: 'cut' },
  { keys: ['!'], does: 'danger' },
  { keys: ['?'], does: 'help' },
] as const

/** The table of keys. */
export function TriageKeys(props: { readonly isOpen: boolean; readonly onClose: () => void }): ReactNode {
  const { t } = useTranslation('triage')
  return (
    <DeskDialog title={t('keysTitle')} isOpen={props.isOpen} onClose={props.onClose}>
      <table className="table table-dense keys">
        <thead>
          <tr>
            <th scope="col">{t('keysKey')}</th>
            <th scope="col">{t('keysDoes')}</th>
          </tr>
        </thead>
        <tbody>
          {KEYS.map((entry) => (
            <tr key={entry.does}>
              <th scope="row">
                {entry.keys.map((key) => (
                  <kbd key={key}>{key}</kbd>
                ))}
              </th>
              <td>{t(`key.${entry.does}`)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </DeskDialog>
  )
}
