import { useCallback, useEffect, useState } from 'react'
import { attempt } from './failure.ts'

/**
 * A list that is asked for when it is first shown, again whenever `key` is another (a count that the engine tells, an id), and on
 * `ask`. What was listed before stays while it is asked for and when that fails, which says `failed`; undefined until the first answer.
 */
export function useListed<T>(failed: string, list: () => Promise<readonly T[]>, key: string) {
  const [listed, setListed] = useState<readonly T[]>()
  // biome-ignore lint/correctness/useExhaustiveDependencies: what is asked for changes with the key alone
  const ask = useCallback(async () => {
    const answer = await attempt(failed, list)
    setListed((before) => answer ?? before ?? [])
  }, [key])
  useEffect(() => {
    void ask()
  }, [ask])
  return { listed, ask }
}
