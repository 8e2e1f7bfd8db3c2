import { type ReactNode, useState } from 'react'
import { useTranslation } from 'react-i18next'

const KEY = 'homeward-comfort'
const SETTINGS = ['blur', 'greyscale'] as const
type Setting = (typeof SETTINGS)[number]

function storedComfort(): readonly Setting[] {
  const stored = (localStorage.getItem(KEY) ?? '').split(' ')
  return SETTINGS.filter((one) => stored.includes(one))
}

/** Applies comfort settings to every picture of the desk and keeps them on this workstation. */
export function applyComfort(settings: readonly Setting[] = storedComfort()): void {
  if (settings.length === 0) localStorage.removeItem(KEY)
  else localStorage.setItem(KEY, settings.join(' '))
  document.documentElement.dataset['comfort'] = settings.join(' ')
}

/** Blur and greyscale, with what is known of their effect. */
export function ComfortSettings(): ReactNode {
  const { t } = useTranslation('exposure')
  const [chosen, setChosen] = useState(storedComfort)
  function turn(setting: Setting, isOn: boolean): void {
    const next = SETTINGS.filter((one) => (one === setting ? isOn : chosen.includes(one)))
    applyComfort(next)
    setChosen(next)
  }
  return (
    <>
      <p>{t('comfortText')}</p>
      <div className="comfort">
        {SETTINGS.map((setting) => (
          <label key={setting}>
            <input
              type="checkbox"
              checked={chosen.includes(setting)}
              onChange={(event) => turn(setting, event.target.checked)}
            />{' '}
            {t(setting)}
          </label>
        ))}
      </div>
    </>
  )
}
