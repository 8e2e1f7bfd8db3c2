import { type ReactNode, useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { asApiError } from '../../api/api-error.ts'
import { useBecause } from '../../frame/problem.tsx'
import { exposureMeter } from './desk-reveals.ts'
import { type OpenReveal, reveals } from './reveals.ts'

/** One picture of an open reveal. It loads when it comes into view and is let go when it leaves. */
export function RevealedPicture(props: {
  readonly open: OpenReveal
  readonly media: string
  readonly alt: string
}): ReactNode {
  const { t } = useTranslation('reveal')
  const because = useBecause()
  const image = useRef<HTMLImageElement>(null)
  const [url, setUrl] = useState<string | null>(null)
  const [problem, setProblem] = useState<unknown>(null)
  const { loader, reveal } = props.open
  const { media } = props
  useEffect(() => {
    const controller = new AbortController()
    let isHeld = false
    setProblem(null)
    loader.load(media, controller.signal).then(
      (loaded) => {
        if (controller.signal.aborted) {
          loader.drop(media)
          return
        }
        isHeld = true
        setUrl(loaded)
      },
      (thrown: unknown) => {
        if (controller.signal.aborted || (thrown instanceof DOMException && thrown.name === 'AbortError'))
          return
        reveals.noteRefusal(reveal, asApiError(thrown))
        setProblem(thrown)
      },
    )
    return () => {
      controller.abort()
      setUrl(null)
      if (isHeld) loader.drop(media)
    }
  }, [loader, media, reveal])
  useEffect(() => {
    if (url === null || image.current === null) return
    return exposureMeter().watch(image.current)
  }, [url])
  if (problem !== null) {
    return <span className="tile-note">{t('failedPicture', { because: because(problem) })}</span>
  }
  if (url === null) return <span className="tile-note">{t('loadingPicture')}</span>
  return (
    <img
      ref={image}
      src={url}
      alt={props.alt}
      className={`revealed revealed-${props.open.clarity}`}
      draggable={false}
      onContextMenu={(event) => event.preventDefault()}
    />
  )
}
