import { join } from 'node:path'
import { expect, test } from 'vitest'
import { controlPath } from '../../../src/host/control.ts'

test('the control socket lies beside the settings', () => {
  expect(controlPath('/home/me/.config/hawser', 'linux')).toBe('/home/me/.config/hawser/hawser.sock')
})
test('a folder whose path is too long for a socket gets a short one of its own', () => {
  const long = (name: string) => join('/home', 'x'.repeat(120), name)
  const path = controlPath(long('a'), 'linux')
  expect(Buffer.byteLength(path)).toBeLessThan(104)
  expect(path).not.toBe(controlPath(long('b'), 'linux'))
})
test('on Windows it is a pipe named after the folder', () => {
  expect(controlPath('/a', 'win32')).toMatch(/^\\\\\.\\pipe\\hawser-[0-9a-f]{32}$/)
  expect(controlPath('/a', 'win32')).not.toBe(controlPath('/b', 'win32'))
})
