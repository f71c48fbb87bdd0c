import { resolve } from 'node:path'
import { defineConfig } from '@playwright/test'
import type { AppOptions } from './tests/e2e/chromium.ts'

// Each test starts a Hawser of its own: what one has compiled the next need not.
process.env['NODE_COMPILE_CACHE'] ??= resolve(import.meta.dirname, 'node_modules/.cache/compiled')

export default defineConfig<object, AppOptions>({
  testDir: 'tests/e2e',
  testMatch: '*.spec.ts',
  // What is waited for comes when it is there: these end what hangs, on a busy machine too.
  timeout: 120_000,
  expect: { timeout: 30_000 },
  workers: 2,
  // No test leans on another one of its file, so a long file does not keep one worker busy while the other has nothing to do.
  fullyParallel: true,
  forbidOnly: process.env['CI'] !== undefined,
  reporter: 'list',
  use: { screenshot: 'only-on-failure' },
  projects: [
    // Its tests are the longest, so that they do not come last, when the other worker has nothing to do.
    { name: 'stand-in', use: { shell: 'stand-in' }, grepInvert: /@web/ },
    { name: 'web', use: { shell: 'web' }, grepInvert: /@desktop/ },
    { name: 'electron', use: { shell: 'electron' }, grepInvert: /@web|@stand-in/ },
  ],
})
