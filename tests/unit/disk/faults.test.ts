import { describe, expect, test } from 'vitest'
import { diskFault } from '../../../src/disk/faults.ts'
import { Fault, isFaultCode } from '../../../src/wire/fault.ts'

const failure = (code: string) =>
  Object.assign(new Error(`${code}: something, open '/secret/place'`), { code })

describe('what the disk answers', () => {
  test.each([
    ['ENOSPC', 'disk-full'],
    ['EDQUOT', 'disk-full'],
    ['EROFS', 'folder-read-only'],
    ['EACCES', 'folder-read-only'],
    ['EBUSY', 'file-locked'],
    ['ENAMETOOLONG', 'file-name-invalid'],
    ['ELOOP', 'file-path-unsafe'],
    ['ENOENT', 'file-busy'],
    ['EIO', 'file-damaged'],
  ])('%s is %s, with a text that names the file', (code, meant) => {
    const fault = diskFault(failure(code), 'clips/a.mov')
    expect(fault.code).toBe(meant)
    expect(fault.message).toContain('clips/a.mov')
  })

  test('a file that may not be read is not a folder that cannot be written', () => {
    expect(diskFault(failure('EACCES'), 'a', 'read').code).toBe('file-unreadable')
  })

  test('anything else has a code that is known too, and a fault stays as it is', () => {
    for (const thrown of [failure('EWHATEVER'), new Error('x'), 'text', undefined, null, 5]) {
      expect(isFaultCode(diskFault(thrown, 'a').code)).toBe(true)
    }
    const fault = new Fault('file-busy', 'x')
    expect(diskFault(fault, 'a')).toBe(fault)
  })
})
