import { useEffect, useRef } from 'react'

/** What a key does; the names are those of KeyboardEvent.key. */
export type KeyActions = Readonly<Record<string, (event: KeyboardEvent) => void>>

/** True while the person writes, so that letters are text and not commands. */
export function isWriting(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false
  if (target.isContentEditable || target instanceof HTMLTextAreaElement) return true
  if (target instanceof HTMLSelectElement) return true
  return (
    target instanceof HTMLInputElement &&
    !['checkbox', 'radio', 'button', 'submit', 'file'].includes(target.type)
  )
}

/** True while a dialog or a list of choices is open above the page. */
export function isDialogOpen(): boolean {
  return document.querySelector('[role="dialog"], [role="alertdialog"], [role="menu"], .popover') !== null
}

function isControl(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement &&
    target.closest('button, a[href], input, summary, [role="radio"]') !== null
  )
}

/**
 * Keys of a page. They rest while the person writes, while a dialog is open and with a modifier held; Enter and Space
 * stay with a focused button, link or box.
 */
export function useKeys(actions: KeyActions, enabled = true): void {
  const current = useRef(actions)
  useEffect(() => {
    current.current = actions
  })
  useEffect(() => {
    if (!enabled) return
    function onKeyDown(event: KeyboardEvent): void {
      if (event.defaultPrevented || event.ctrlKey || event.altKey || event.metaKey) return
      if (isWriting(event.target) || isDialogOpen()) return
      if ((event.key === 'Enter' || event.key === ' ') && isControl(event.target)) return
      const action = current.current[event.key]
      if (action === undefined) return
      event.preventDefault()
      action(event)
    }
    window.addEventListener('keydown', onKeyDown)
    return () => window.removeEventListener('keydown', onKeyDown)
  }, [enabled])
}
