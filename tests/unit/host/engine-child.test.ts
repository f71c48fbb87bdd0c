import { expect, test } from 'vitest'
import { exitOf } from '../../../src/host/engine-child.ts'

test.each([
  [0, null, 'exit code 0', false],
  [1, null, 'exit code 1', false],
  [null, 'SIGKILL', 'ended by SIGKILL', false],
  [null, 'SIGABRT', 'ended by SIGABRT', true],
  [null, 'SIGSEGV', 'ended by SIGSEGV', true],
  [134, null, 'exit code 134', true],
  [3, null, 'exit code 3', true],
  [-1073741819, null, 'exit code 0xc0000005', true],
  [0xc000_0409, null, 'exit code 0xc0000409', true],
] as const)(
  'an end by code %s or signal %s is told as "%s"; of native code: %s',
  (code, signal, text, isNative) => {
    expect(exitOf(code, signal)).toEqual({ text, isNative })
  },
)
