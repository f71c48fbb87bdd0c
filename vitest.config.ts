import { availableParallelism } from 'node:os'
import { resolve } from 'node:path'
import { defineConfig } from 'vitest/config'

/** Tests start hundreds of programs and threads: what one has compiled the next need not. */
const compiled = resolve(import.meta.dirname, 'node_modules/.cache/compiled')

const project = (name: string, testTimeout: number) => ({
  test: {
    name,
    include: [`tests/${name}/**/*.test.ts`],
    testTimeout,
    hookTimeout: testTimeout,
    // What is waited for may take its time on a busy machine; a second is what there is without.
    expect: { poll: { timeout: testTimeout * 0.8 } },
    env: { NODE_COMPILE_CACHE: compiled },
  },
})

export default defineConfig({
  test: {
    // Most system tests wait more than they compute: two at once even on a machine of two cores.
    maxWorkers: Math.max(2, availableParallelism() - 1),
    // These end what hangs; what is only slow because the machine has much to do may come to its end.
    projects: [project('unit', 60_000), project('system', 120_000), project('interop', 120_000)],
  },
})
