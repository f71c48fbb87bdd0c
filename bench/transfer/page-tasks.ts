import { randomBytes } from 'node:crypto'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type App, startApp } from '../../tests/e2e/app.ts'
import { freePort } from '../../tests/support/forward-engine.ts'
import { watchTasks } from '../../tests/support/long-tasks.ts'
import type { Report } from '../forward/table.ts'
import { workFolder } from '../sync/measures.ts'
import type { MeasureOptions } from './measure.ts'

/** A Hawser in a browser, showing its transfers. After `npm run build`. */
async function open(home: string, received: string, name: string): Promise<App> {
  for (const folder of [home, received]) mkdirSync(folder)
  const listen = async () => ({ host: '127.0.0.1', port: await freePort() })
  const settings = {
    version: 1,
    deviceName: name,
    sync: { listen: await listen(), announce: false },
    transfer: { saveTo: received, listen: await listen() },
  }
  writeFileSync(join(home, 'hawser.json'), JSON.stringify(settings))
  const app = await startApp('web', home)
  await app.page.getByRole('link', { name: 'Transfer', exact: true }).first().click()
  return app
}

/** The main thread of a whole page that receives: its longest tasks, in time of the thread's own. */
export async function pageTasks({ quick }: MeasureOptions): Promise<Report> {
  using work = workFolder()
  const file = join(work.path, 'clip.mov')
  writeFileSync(file, randomBytes(quick ? 100e6 : 400e6))
  const near = await open(join(work.path, 'near'), join(work.path, 'near received'), 'Near')
  const far = await open(join(work.path, 'far'), join(work.path, 'far received'), 'Far')
  try {
    const [chooser] = await Promise.all([
      near.page.waitForEvent('filechooser'),
      near.page.getByRole('button', { name: 'Files…' }).click(),
    ])
    await chooser.setFiles(file)
    await near.page.locator('label', { hasText: 'without a server' }).click()
    await near.page.locator('form button[type=submit]').first().click()
    const offer = await near.page.getByRole('textbox', { name: 'Offer' }).inputValue()
    await far.page.getByText('By a text').click()
    await far.page.getByRole('textbox', { name: 'Offer' }).fill(offer)
    await far.page
      .getByRole('button', { name: /answer/i })
      .first()
      .click()
    const answer = await far.page.locator('[data-paste]').inputValue()
    await near.page.getByRole('textbox', { name: 'Answer' }).fill(answer)
    await near.page.getByRole('button', { name: 'Connect' }).click()
    const tasks = await watchTasks(far.page.context().browser()!)
    await far.page.getByRole('button', { name: /^Accept the files/ }).click()
    await far.page.locator('li[data-state=done]').waitFor({ timeout: 120_000 })
    const [longest = 0] = await tasks()
    return {
      rows: [
        {
          measure: 'main thread of a page that receives',
          peer: 'hawser',
          values: { 'longest task, ms': longest },
        },
      ],
      goals: [{ text: 'longest task of the receiving page, ms', value: longest, limit: 50, better: 'less' }],
    }
  } finally {
    await near.close()
    await far.close()
  }
}
