import { createRequire } from 'node:module'

type Native = {
  async(...inputs: [...numbers: number[], done: (error: unknown, result: number) => void]): void
}

/**
 * A function of Linux's C library that Node does not offer, such as `int syncfs(int)`, run outside of this thread.
 * Resolves to -1 also where there is no such function.
 */
export function linuxCall(signature: string): (...inputs: number[]) => Promise<number> {
  let native: Native | undefined | 'absent'
  return (...inputs) => {
    native ??= load(signature)
    if (native === 'absent') return Promise.resolve(-1)
    const call = native
    return new Promise((resolve) => {
      call.async(...inputs, (error, result) => resolve(error ? -1 : result))
    })
  }
}

function load(signature: string): Native | 'absent' {
  if (process.platform !== 'linux') return 'absent'
  try {
    return createRequire(import.meta.url)('koffi')
      .load(null)
      .func(signature)
  } catch {
    return 'absent'
  }
}
