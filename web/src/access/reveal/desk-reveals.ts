import { useSyncExternalStore } from 'react'
import type { Clarity } from '../../api/reveal.ts'
import { ExposureMeter } from './exposure-meter.ts'
import { type RevealState, reveals } from './reveals.ts'

let meter: ExposureMeter | null = null

/** The meter of this window, started with its first use. */
export function exposureMeter(): ExposureMeter {
  meter ??= new ExposureMeter(reveals)
  return meter
}

export function useRevealState(): RevealState {
  return useSyncExternalStore(reveals.subscribe, reveals.state)
}

let clarity: Clarity = 'pixelated'
const listeners = new Set<() => void>()

/** The clarity of the next reveal: pixelated at each start of the desk, then as the person chose. */
export function useClarity(): readonly [Clarity, (next: Clarity) => void] {
  const current = useSyncExternalStore(
    (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    () => clarity,
  )
  return [current, chooseClarity]
}

function chooseClarity(next: Clarity): void {
  clarity = next
  for (const listener of listeners) listener()
  const state = reveals.state()
  if (state.phase === 'open' && state.open.clarity !== next) void reveals.open(state.open.subject, next)
}
