import { expect, test } from 'vitest'
import {
  hostContract,
  preferencesChangeSchema,
  ruleChangeSchema,
  settingsSchema,
} from '../../src/contract/index.ts'

test('a change leaves out what it does not name, instead of resetting it to its default', () => {
  expect(ruleChangeSchema.parse({ name: 'Stage left' })).toEqual({ name: 'Stage left' })
  expect(preferencesChangeSchema.parse({ theme: 'dark' })).toEqual({ theme: 'dark' })
})

test('a change with an unknown field is refused', () => {
  expect(ruleChangeSchema.safeParse({ nam: 'typo' }).success).toBe(false)
})

test('an empty settings file is filled with defaults', () => {
  expect(settingsSchema.parse({ version: 1 }).preferences.theme).toBe('system')
})

test('a range that runs past the last port is refused where it is entered', () => {
  const rule = {
    name: 'r',
    listen: { host: '127.0.0.1', port: 65_530 },
    target: { host: 'cam', port: 554 },
    portCount: 10,
  }
  const checked = hostContract.addRule.input.safeParse({ rule })
  expect(checked.error?.issues[0]?.path).toEqual(['rule', 'portCount'])
})
