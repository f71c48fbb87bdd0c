import { create } from 'zustand'

/** Sessions whose words somebody has compared on both screens. */
const useCompared = create<{ ids: ReadonlySet<string> }>(() => ({ ids: new Set() }))

export const useAreCompared = (sessionId: string) => useCompared(({ ids }) => ids.has(sessionId))
export const confirmWords = (sessionId: string) =>
  useCompared.setState(({ ids }) => ({ ids: new Set([...ids, sessionId]) }))
