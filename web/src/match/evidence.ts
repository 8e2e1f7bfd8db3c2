import { useTranslation } from 'react-i18next'
import type { Hit } from '../api/match.ts'

const TRANSFORMS = [
  'rotate90',
  'rotate180',
  'rotate270',
  'flipX',
  'flipY',
  'flipPlus1',
  'flipMinus1',
] as const

function isTransform(text: string): text is (typeof TRANSFORMS)[number] {
  return (TRANSFORMS as readonly string[]).includes(text)
}

/** Says how a media was turned, in words; nothing for one that was not. */
export function useTransformWords(): (transform: string | null) => string {
  const { t } = useTranslation('match')
  return (transform) => {
    if (transform === null || transform === 'identity') return ''
    return isTransform(transform) ? t(`transform.${transform}`) : transform
  }
}

type Evidence = Pick<Hit, 'distanceBits' | 'variant' | 'transform'> & {
  readonly verdict: string
  readonly referenceSet?: string | null
}

/** Says a match in one line: verdict, distance, variant, transform, reference. */
export function useEvidence(): (evidence: Evidence) => string {
  const { t } = useTranslation('match')
  const transformWords = useTransformWords()
  return (evidence) => {
    const parts = [evidence.verdict === 'exact' ? t('exact') : t('near')]
    if (evidence.verdict !== 'exact' && evidence.distanceBits !== null) {
      parts.push(t('bits', { bits: evidence.distanceBits }))
    }
    if (evidence.variant !== null) parts.push(t('variant', { variant: evidence.variant }))
    const turned = transformWords(evidence.transform)
    if (turned !== '') parts.push(turned)
    if (typeof evidence.referenceSet === 'string')
      parts.push(t('reference', { reference: evidence.referenceSet }))
    return parts.join(', ')
  }
}
