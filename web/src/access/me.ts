import { type UseQueryResult, useQuery } from '@tanstack/react-query'
import { getMe, type MeAt } from '../api/session.ts'

/** The person who is signed in. Pages below the frame render only once this is known. */
export function useMe(): UseQueryResult<MeAt> {
  return useQuery({ queryKey: ['me'], queryFn: ({ signal }) => getMe(signal), staleTime: 60_000 })
}

/** Whether the person may take an action of the policy. */
export function useMay(): (action: string) => boolean {
  const me = useMe()
  return (action) => me.data?.capabilities.includes(action) ?? false
}
