import { type UseQueryResult, useQuery, useQueryClient } from '@tanstack/react-query'
import { useEffect } from 'react'
import { type Exposure, getExposure } from '../../api/exposure.ts'
import { serverNowMs } from '../../api/server-clock.ts'
import { useMay } from '../me.ts'
import { reveals } from '../reveal/reveals.ts'

const KEY = ['exposure']

/** The own exposure, for whoever may look at media. */
export function useExposure(): UseQueryResult<Exposure> {
  const may = useMay()
  return useQuery({
    queryKey: KEY,
    queryFn: ({ signal }) => getExposure(signal),
    enabled: may('media.reveal'),
  })
}

/**
 * Keeps the own exposure true without asking for it: each report of a reveal brings it along. It is asked for once when
 * a cap ends, never at intervals, because a request keeps an idle session alive. Used once, in the header.
 */
export function useExposureReports(exposure: Exposure | undefined): void {
  const queries = useQueryClient()
  useEffect(
    () =>
      reveals.onReport(({ countedSeconds, standing }) => {
        queries.setQueryData<Exposure>(KEY, (old) =>
          old === undefined ? old : { ...old, todaySeconds: old.todaySeconds + countedSeconds, standing },
        )
      }),
    [queries],
  )
  const standing = exposure?.standing ?? null
  const changesAt =
    standing === null ? null : standing.allowed ? (standing.lift?.endsAt ?? null) : standing.againAt
  useEffect(() => {
    if (changesAt === null) return
    const timer = window.setTimeout(
      () => void queries.invalidateQueries({ queryKey: KEY }),
      Math.max(1000, Date.parse(changesAt) - serverNowMs() + 500),
    )
    return () => window.clearTimeout(timer)
  }, [changesAt, queries])
}
