import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import type { Figures } from '../../api/exposure.ts'
import { Field } from '../../frame/field.tsx'

/** Figures as they are being written; an empty line leaves the usual one. */
export interface FigureTexts {
  readonly daily: string
  readonly stretch: string
  readonly pause: string
  readonly from: string
  readonly to: string
}

const text = (minutes: number | null | undefined): string => (minutes == null ? '' : String(minutes))

export function textsOf(figures: Figures | null): FigureTexts {
  return {
    daily: text(figures?.dailyMinutes),
    stretch: text(figures?.stretchMinutes),
    pause: text(figures?.breakMinutes),
    from: figures?.curfew?.from ?? '',
    to: figures?.curfew?.to ?? '',
  }
}

/** The figures that the texts say; the node judges them. */
export function figuresOf(texts: FigureTexts): Figures {
  const minutes = (written: string): number | null => (written.trim() === '' ? null : Number(written))
  return {
    dailyMinutes: minutes(texts.daily),
    stretchMinutes: minutes(texts.stretch),
    breakMinutes: minutes(texts.pause),
    curfew: texts.from === '' && texts.to === '' ? null : { from: texts.from.trim(), to: texts.to.trim() },
  }
}

/** Five short lines: minutes a day, minutes before a break, its length, and the night. */
export function FigureFields(props: {
  readonly texts: FigureTexts
  readonly onChange: (texts: FigureTexts) => void
}): ReactNode {
  const { t } = useTranslation('exposure')
  const { texts, onChange } = props
  return (
    <div className="figure-fields">
      <Field
        label={t('dailyMinutes')}
        value={texts.daily}
        onChange={(daily) => onChange({ ...texts, daily })}
      />
      <Field
        label={t('stretchMinutes')}
        value={texts.stretch}
        onChange={(stretch) => onChange({ ...texts, stretch })}
      />
      <Field
        label={t('breakMinutes')}
        value={texts.pause}
        onChange={(pause) => onChange({ ...texts, pause })}
      />
      <Field label={t('curfewStart')} value={texts.from} onChange={(from) => onChange({ ...texts, from })} />
      <Field label={t('curfewEnd')} value={texts.to} onChange={(to) => onChange({ ...texts, to })} />
    </div>
  )
}
