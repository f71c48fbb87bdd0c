import { execFile } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import { blocksOf } from '../../support/docs/markdown.ts'

const run = promisify(execFile)

test('what the docs add to the unit for systemd is understood by it', async () => {
  const [added] = blocksOf('docs/service.md').filter(({ language }) => language === 'ini')
  const folder = mkdtempSync(join(tmpdir(), 'hawser-unit-'))
  try {
    const path = join(folder, 'hawser.service')
    const unit = `${readFileSync('resources/service/hawser.service', 'utf8')}\n${added!.text}\n`
    // A program and a user that are there.
    writeFileSync(
      path,
      unit.replaceAll('/opt/hawser/bin/hawser.js', process.execPath).replace('User=media', 'User=root'),
    )
    const { stderr } = await run('systemd-analyze', ['verify', '--man=no', path])
    expect(stderr).not.toContain('hawser.service')
  } finally {
    rmSync(folder, { recursive: true })
  }
})
