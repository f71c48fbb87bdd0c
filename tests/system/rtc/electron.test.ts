import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { expect, test } from 'vitest'

const require = createRequire(import.meta.url)

/** Where the package for this system lies; undefined where there is none. */
function binding(): string | undefined {
  const systems = [`${process.platform}-${process.arch}`, `${process.platform}-${process.arch}-gnu`]
  for (const system of [...systems, `${process.platform}-${process.arch}-msvc`])
    try {
      return require.resolve(`@node-datachannel/${system}`)
    } catch {
      // Another name, or none.
    }
  return undefined
}

const path = binding()

// Electron's V8 takes no memory of others: who asks it to do so dies there, and only there.
test.skipIf(path === undefined)('node-datachannel hands over no memory of its own', () => {
  const bytes = readFileSync(path!)
  expect(bytes.includes('napi_create_buffer_copy\0')).toBe(true)
  for (const call of ['napi_create_external_arraybuffer', 'napi_create_external_buffer'])
    expect(bytes.includes(`${call}\0`)).toBe(false)
})
