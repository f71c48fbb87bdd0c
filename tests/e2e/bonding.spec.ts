import type { Locator, Page } from '@playwright/test'
import { freeUdpPort } from '../support/srt/free-port.ts'
import { HawserProcess } from '../support/srt/hawser-process.ts'
import { SrtCaller, SrtListener } from '../support/srt/programs.ts'
import { makeStream } from '../support/srt/stream.ts'
import { expect, test } from './app.ts'

const megabits = 3
const latencyMs = 1000
const uplinks = { '127.0.0.1': 'Modem 1', '127.0.0.2': 'Modem 2', '127.0.0.3': 'Wi-Fi' }

/** The studio: a bond's receiver and the SRT listener behind it. */
async function startStudio(stack: AsyncDisposableStack) {
  const target = await freeUdpPort()
  const port = await freeUdpPort()
  const listener = stack.use(new SrtListener(target, latencyMs))
  const receiver = stack.use(
    new HawserProcess('bond-receive', '--listen', `127.0.0.1:${port}`, '--target', `127.0.0.1:${target}`),
  )
  await receiver.listening()
  return { port, listener }
}

async function addBond(page: Page, name: string, receiverPort: number, listenPort: number) {
  await page.getByRole('link', { name: 'Bonding' }).click()
  await page.getByRole('button', { name: 'Add bond' }).first().click()
  const panel = page.getByRole('dialog')
  await panel.getByLabel('Name', { exact: true }).fill(name)
  await panel.getByLabel('Receiver host').fill('127.0.0.1')
  await panel.getByLabel('Receiver port').fill(String(receiverPort))
  await panel.getByLabel('Listen port').fill(String(listenPort))
  // Those of this machine are asked for, and chosen to begin with.
  const found = panel.getByRole('list', { name: 'Uplinks' }).getByRole('listitem')
  await expect(found.or(panel.getByText('No interface of this machine')).first()).toBeVisible()
  await panel.getByText('Chosen').click()
  // What this machine has besides loopback does not lead to the receiver.
  const ticked = panel.getByRole('checkbox', { name: /^Use /, checked: true })
  for (let left = await ticked.count(); left > 0; left--) await ticked.first().click()
  for (const [uplink, label] of Object.entries(uplinks)) {
    await panel.getByLabel('Another, by interface or address').fill(uplink)
    await panel.getByRole('button', { name: 'Add', exact: true }).click()
    await expect(panel.getByRole('checkbox', { name: `Use ${uplink}` })).toBeChecked()
    const row = found.last()
    await row.locator('summary').click()
    await row.getByLabel('Label').fill(label)
    await expect(row.getByRole('checkbox', { name: `Use ${label}` })).toBeChecked()
  }
  await panel.getByRole('button', { name: 'Add bond' }).click()
  await expect(panel).toBeHidden()
}

/** How much redder than green a colour is. */
const redness = (lane: Locator) =>
  lane.evaluate((element) => {
    const canvas = document.createElement('canvas').getContext('2d')!
    canvas.fillStyle = getComputedStyle(element).backgroundColor
    canvas.fillRect(0, 0, 1, 1)
    const [red = 0, green = 0] = canvas.getImageData(0, 0, 1, 1).data
    return red - green
  })

test('a bond is started, a link of it cut by a rehearsal: its lane goes red and the picture goes on', async ({
  app: { page, complaints },
}) => {
  await using stack = new AsyncDisposableStack()
  const { port, listener } = await startStudio(stack)
  const camera = await freeUdpPort()
  await addBond(page, 'Camera truck', port, camera)
  const card = page.getByRole('article', { name: 'Camera truck' })
  await expect(card).toHaveAttribute('data-state', 'ready')

  const stop = new AbortController()
  const tenSeconds = await makeStream(megabits, 10)
  const bytes = Buffer.concat(Array.from({ length: 12 }, () => tenSeconds))
  const caller = stack.use(new SrtCaller(camera, latencyMs))
  await caller.connected()
  const playing = caller.play(bytes, (megabits * 1e6) / 8, stop.signal)
  await expect(card).toHaveAttribute('data-state', 'live')
  await expect(card).toContainText(/\d\sMbit\/s/)

  await card.getByRole('link', { name: 'Camera truck' }).click()
  await expect(page.getByRole('heading', { name: 'Camera truck' })).toBeVisible()
  const lanes = page.getByRole('list', { name: 'Uplinks' })
  await expect(lanes.locator('[data-state=live]')).toHaveCount(3)
  const lane = lanes.getByRole('listitem', { name: 'Modem 1' })
  const before = await redness(lane)
  await lane.getByRole('button', { name: 'Actions for Modem 1' }).click()
  await page.getByRole('menuitem', { name: 'Rehearse a failure…' }).click()
  const dialog = page.getByRole('dialog')
  await expect(dialog.getByRole('radio', { name: 'Cut' })).toBeChecked()
  await dialog.getByRole('button', { name: 'Start the test' }).click()
  await expect(dialog).toBeHidden()
  await expect(lane.getByRole('note')).toContainText('cut: nothing passes')
  await expect(lane).toHaveAttribute('data-state', /^(stalled|down)$/)
  await expect.poll(() => redness(lane)).toBeGreaterThan(before + 4)

  // What comes out of the other end now was sent while the link was cut.
  const { count } = listener
  await expect(lane).toHaveAttribute('data-state', 'down')
  const arrived = async () => listener.count
  await expect.poll(arrived).toBeGreaterThan(count + megabits * 1e6 * 0.25)
  await expect(page.getByText(/Modem 1 is down/).first()).toBeVisible()

  await lane.getByRole('button', { name: 'Stop the test on Modem 1' }).click()
  await expect(lane).toHaveAttribute('data-state', 'live')
  stop.abort()
  await playing
  const until = listener.count - 200_000
  expect(listener.bytes.subarray(0, until).equals(bytes.subarray(0, until))).toBe(true)
  expect(complaints).toEqual([])
})
