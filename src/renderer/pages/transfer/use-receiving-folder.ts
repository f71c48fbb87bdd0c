import { useEffect, useState } from 'react'
import { host } from '../../state/session.ts'
import { useSlow } from '../../state/store.ts'

/** `freeBytes`: -1 where that is not known. */
export type ReceivingFolder = { folder: string; freeBytes: number; problem: string }

const unknown: ReceivingFolder = { folder: '', freeBytes: -1, problem: '' }
const debounceMs = 300

/** Where files would go with that folder (empty: as the settings say), asked of the host once typing pauses. */
export function useReceivingFolder(wanted: string): ReceivingFolder {
  const [found, setFound] = useState(unknown)
  const link = useSlow(({ link }) => link.is)
  const saveTo = useSlow(({ transfer }) => transfer?.saveTo)
  // biome-ignore lint/correctness/useExhaustiveDependencies: another folder in the settings is another answer
  useEffect(() => {
    if (link !== 'open') return
    let isStale = false
    const ask = async () => {
      try {
        const { folder, freeBytes } = await host().receivingFolder(wanted === '' ? {} : { folder: wanted })
        if (!isStale) setFound({ folder, freeBytes, problem: '' })
      } catch (error) {
        const problem = error instanceof Error ? error.message : String(error)
        if (!isStale) setFound({ ...unknown, problem })
      }
    }
    const timer = setTimeout(() => void ask(), wanted === '' ? 0 : debounceMs)
    return () => {
      isStale = true
      clearTimeout(timer)
    }
  }, [wanted, saveTo, link])
  return found
}
