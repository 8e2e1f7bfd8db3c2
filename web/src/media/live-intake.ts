import { useQueryClient } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { type IntakeStatus, intakeLivePath } from '../api/intake.ts'

/**
 * Follows a running intake by server-sent events into the query of that intake. True while the stream is interrupted.
 * An answer that is no stream (a session that ended) is found out by reading the intake once more.
 */
export function useLiveIntake(intake: string, isRunning: boolean): boolean {
  const queries = useQueryClient()
  const [isInterrupted, setInterrupted] = useState(false)
  useEffect(() => {
    if (!isRunning) return
    const source = new EventSource(intakeLivePath(intake))
    source.onmessage = (event: MessageEvent<string>) => {
      setInterrupted(false)
      const status = JSON.parse(event.data) as IntakeStatus
      queries.setQueryData(['intake', intake], status)
      if (status.state !== 'running') {
        source.close()
        void queries.invalidateQueries({ queryKey: ['intake-files', intake] })
        void queries.invalidateQueries({ queryKey: ['edition-report', status.edition] })
      }
    }
    source.onerror = () => {
      setInterrupted(true)
      void queries.invalidateQueries({ queryKey: ['intake', intake] })
    }
    return () => source.close()
  }, [intake, isRunning, queries])
  return isRunning && isInterrupted
}
