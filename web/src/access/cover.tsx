import { type ReactNode, useEffect, useRef } from 'react'
import { Button } from 'react-aria-components'
import { useTranslation } from 'react-i18next'
import { isCovered, setCovered, useCovered } from '../frame/covered.ts'
import { isDialogOpen, isWriting } from '../frame/keys.ts'
import { reveals } from './reveal/reveals.ts'

let focusedBefore: HTMLElement | null = null

/**
 * Covers the whole screen and ends the reveal. The pictures are taken out of the document and the desk is hidden by a
 * style rule before this returns; nothing waits for a render.
 */
export function coverScreen(): void {
  if (!isCovered())
    focusedBefore = document.activeElement instanceof HTMLElement ? document.activeElement : null
  setCovered(true)
  reveals.end('covered')
}

function onKeyDown(event: KeyboardEvent): void {
  if (isCovered() || event.ctrlKey || event.altKey || event.metaKey) return
  const showing = reveals.state().phase === 'open' || reveals.state().phase === 'opening'
  const isLetter = event.key === 'c' || event.key === 'C'
  if (event.key !== 'Escape' && !isLetter) return
  if (isLetter && isWriting(event.target)) return
  // Without a reveal there is nothing to hide from a dialog or a field, and Escape keeps its usual meaning there.
  if (!showing && (isDialogOpen() || isWriting(event.target))) return
  event.preventDefault()
  event.stopImmediatePropagation()
  coverScreen()
}

/** The cover itself and its two keys, which act in the capture phase before anything else sees them. */
export function Cover(): ReactNode {
  const { t } = useTranslation('frame')
  const shown = useCovered()
  const box = useRef<HTMLDivElement>(null)
  useEffect(() => {
    window.addEventListener('keydown', onKeyDown, { capture: true })
    return () => window.removeEventListener('keydown', onKeyDown, { capture: true })
  }, [])
  useEffect(() => {
    if (shown) box.current?.querySelector('button')?.focus()
  }, [shown])
  if (!shown) return null
  return (
    <div
      className="cover"
      ref={box}
      role="alertdialog"
      aria-modal="true"
      aria-labelledby="cover-title"
      aria-describedby="cover-text"
    >
      <h2 id="cover-title">{t('covered')}</h2>
      <p id="cover-text">{t('coveredText')}</p>
      <Button
        className="button button-strong"
        onPress={() => {
          setCovered(false)
          focusedBefore?.focus({ preventScroll: true })
        }}
      >
        {t('uncover')}
      </Button>
      <p className="hint">{t('uncoverHint')}</p>
    </div>
  )
}
