import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

setFlagsFromString('--expose-gc')
const collect = runInNewContext('gc') as () => void

export interface Memory {
  /** Of JavaScript: its heap and the buffers beside it. */
  usedBytes: number
  rssBytes: number
}

/** What is in use after all garbage is gone. */
export function memoryNow(): Memory {
  for (let count = 0; count < 3; count++) collect()
  const { heapUsed, external, rss } = process.memoryUsage()
  return { usedBytes: heapUsed + external, rssBytes: rss }
}
