import { useEffect, useRef, useState } from 'react'
import { same } from './bond-view.ts'
import { live } from './live.ts'

/** Something made of the newest snapshots, as often as one can read; the same object while it is equal. */
export function useCalm<T>(read: () => T): T {
  const latest = useRef(read)
  latest.current = read
  const [value, setValue] = useState(read)
  useEffect(() => {
    const look = () =>
      setValue((old) => {
        const next = latest.current()
        return same(old, next) ? old : next
      })
    look()
    return live.onCalm(look)
  }, [])
  return value
}
