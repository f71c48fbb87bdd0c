import { existsSync } from 'node:fs'
import { expect, test } from 'vitest'
import { engineNames } from '../../../src/contract/index.ts'
import { engineUrls } from '../../../src/host/engine-urls.ts'

test('every engine has a worker that is there', () => {
  const urls = engineUrls()
  expect(Object.keys(urls)).toEqual([...engineNames])
  expect(Object.values(urls).filter((url) => !existsSync(url))).toEqual([])
})

test('an engine that is missing keeps nobody from starting the others', () => {
  expect(engineUrls('file:///nowhere/main/index.js').bond.href).toMatch(/bond/)
})
