import type { Locator, Page } from '@playwright/test'
import type { FakeTransferClient } from '../support/fake-host/transfer-client.ts'
import { clipboard, command, told, undo } from './gestures.ts'
import { axeFaultsInBoth, expect, test } from './made-up-host.ts'

test.use({ start: '#/transfer' })

const card = (page: Page, name: string) => page.getByRole('article', { name, exact: true })
const send = (page: Page) => page.getByRole('region', { name: 'Send', exact: true })
const receive = (page: Page) => page.getByRole('region', { name: 'Receive', exact: true })
const row = (within: Locator, name: string) => within.getByRole('listitem', { name, exact: true })

type Hook = { hawserTransfers: FakeTransferClient }
/** Nobody answers until they are told to come. */
const nobodyAnswers = (page: Page) =>
  page.evaluate(() => {
    ;(globalThis as unknown as Hook).hawserTransfers.answers = false
  })
const comes = (page: Page, name?: string) =>
  page.evaluate((who) => (globalThis as unknown as Hook).hawserTransfers.comes(who), name)

async function choose(page: Page, files: { name: string; bytes: number }[]): Promise<void> {
  const [chooser] = await Promise.all([
    page.waitForEvent('filechooser'),
    page.getByRole('button', { name: 'Send files' }).click(),
  ])
  await chooser.setFiles(
    files.map(({ name, bytes }) => ({ name, mimeType: 'video/quicktime', buffer: Buffer.alloc(bytes) })),
  )
}

/** Drops a folder of files, as from the desktop. */
const dropFiles = (page: Page, names: string[]) =>
  page.evaluate((all) => {
    const data = new DataTransfer()
    for (const name of all) data.items.add(new File(['x'.repeat(1000)], name))
    window.dispatchEvent(new DragEvent('drop', { dataTransfer: data, cancelable: true }))
  }, names)

test.describe('@web', () => {
  test('files are chosen, a code is shown, somebody comes, and they arrive', async ({ open }) => {
    const { page, complaints } = await open('transfer-new')
    await expect(page.getByText('Drop files or folders here')).toBeVisible()
    await choose(page, [
      { name: 'A001.mov', bytes: 3_000_000 },
      { name: 'A002.mov', bytes: 2_000_000 },
    ])
    await expect(send(page)).toContainText('2 files, 5.00 MB')
    await send(page).getByRole('button', { name: 'Remove A002.mov' }).click()
    await expect(send(page)).toContainText('1 file, 3.00 MB')
    await send(page).getByRole('button', { name: 'Show a code' }).click()
    const waiting = card(page, 'Whoever types the code')
    await expect(waiting.locator('[data-code]')).toHaveText('4821-otter-lamp-river-maple-stone-comet')
    await expect(waiting.getByRole('img', { name: 'The code as a QR code' })).toBeVisible()
    await expect(waiting).toContainText('A001.mov (1 file, 3.00 MB)')
    await waiting.getByRole('button', { name: 'Copy the code' }).click()
    await expect(told(page, 'Code copied.')).toBeVisible()
    await expect.poll(clipboard(page)).toMatch(/^4821-/)
    await comes(page, 'Edit suite')
    const session = card(page, 'Edit suite')
    await expect(session).toHaveAttribute('data-state', 'open')
    await expect(session.locator('[data-words]')).toHaveText('harbour lantern velvet comet')
    await expect(row(session, 'A001.mov')).toHaveAttribute('data-state', 'done')
    expect(complaints).toEqual([])
  })

  test('files dropped on any page are to be sent, and two of one name both stay', async ({ open }) => {
    const { page } = await open('transfer-new', '#/sync')
    await dropFiles(page, ['Slate.mov'])
    await expect(page).toHaveURL(/#\/transfer$/)
    await page.evaluate(() => {
      const data = new DataTransfer()
      data.items.add(new File(['another'], 'Slate.mov'))
      window.dispatchEvent(new DragEvent('drop', { dataTransfer: data, cancelable: true }))
    })
    await expect(send(page).getByText('Slate (2).mov')).toBeVisible()
    await send(page).getByRole('button', { name: 'Clear' }).click()
    await expect(page.getByText('Drop files or folders here')).toBeVisible()
  })

  test('a paired device within reach gets files without a code', async ({ open }) => {
    const { page } = await open('transfer-new')
    await nobodyAnswers(page)
    await dropFiles(page, ['Slate.mov'])
    await send(page).getByText('Edit suite').click()
    await send(page).getByRole('button', { name: 'Send to Edit suite' }).click()
    const session = card(page, 'Edit suite')
    await expect(session).toContainText('Calling Edit suite')
    await comes(page)
    await expect(row(session, 'Slate.mov')).toHaveAttribute('data-state', 'done')
    await dropFiles(page, ['Second.mov'])
    await expect(send(page).getByRole('button', { name: 'Send to Edit suite' })).toBeVisible()
  })

  test('offer and answer go as texts, and the words are compared before anything is sent', async ({
    open,
  }) => {
    const { page } = await open('transfer-new')
    await dropFiles(page, ['Slate.mov'])
    await send(page).getByText('Somebody far away').click()
    await send(page).getByRole('button', { name: 'Make an offer' }).click()
    const waiting = card(page, 'Whoever answers the offer')
    await expect(waiting.getByRole('textbox', { name: 'Offer' })).toHaveValue(/^hawser-offer:/)
    await waiting.getByRole('textbox', { name: 'Answer' }).fill('nonsense')
    await waiting.getByRole('button', { name: 'Connect' }).click()
    await expect(waiting.getByRole('alert')).toContainText('This is no answer')
    await waiting.getByRole('textbox', { name: 'Answer' }).fill('hawser-answer:abc')
    await waiting.getByRole('button', { name: 'Connect' }).click()
    const session = card(page, 'Remote producer')
    await expect(session.getByRole('alert')).toContainText('Read these words to each other')
    await session.getByRole('button', { name: 'They are the same' }).click()
    await expect(session).toContainText('Compared on both screens')
  })

  test('words that differ end the session', async ({ open }) => {
    const { page } = await open('transfer-pasted')
    await card(page, 'Remote producer').getByRole('button', { name: 'They differ' }).click()
    await expect(card(page, 'Remote producer')).toBeHidden()
    await expect(told(page, 'Somebody sat in between')).toBeVisible()
  })

  test('a pasted offer gives an answer to send back', async ({ open }) => {
    const { page } = await open('transfer-new')
    await receive(page).getByText('By a text').click()
    await receive(page).getByRole('button', { name: 'Make an answer' }).click()
    await expect(receive(page).getByRole('alert')).toContainText('Paste the whole text')
    await receive(page).getByRole('textbox', { name: 'Offer' }).fill('hawser-offer:abc')
    await receive(page).getByRole('button', { name: 'Make an answer' }).click()
    await expect(page.getByRole('textbox', { name: 'Answer' })).toHaveValue(/^hawser-answer:/)
  })

  test('a code is typed; wrong ones say what is wrong; the list is looked at and accepted', async ({
    open,
  }) => {
    const { page } = await open('transfer-new')
    await page.keyboard.press('r')
    const code = receive(page).getByRole('textbox', { name: 'Code' })
    await expect(code).toBeFocused()
    await code.fill('otter')
    await code.press('Enter')
    await expect(receive(page).getByRole('alert')).toContainText('begins with a number')
    await code.fill('4821 otter lamp river maple stone wrong')
    await code.press('Enter')
    await expect(card(page, 'Not connected')).toContainText('The code is not the one of the other side')
    await page.getByRole('button', { name: 'Dismiss Not connected' }).click()
    await code.fill('4821 otter lamp river maple stone comet')
    await code.press('Enter')
    const offer = page.getByRole('article', { name: 'Offer from Grading, Hamburg' })
    await expect(offer).toContainText('3 files, 180 GB')
    await expect(offer).toContainText('/home/operator/Downloads')
    await expect(offer.getByRole('list', { name: 'Files that are offered' })).toContainText('Reel/Shot 2.mov')
    await offer.getByRole('button', { name: 'Change' }).click()
    await offer.getByRole('textbox').fill('videos')
    await expect(offer.getByRole('alert')).toContainText('no whole path')
    await expect(offer.getByRole('button', { name: /^Accept/ })).toBeDisabled()
    await offer.getByRole('textbox').fill('/media/raid')
    await offer.getByRole('button', { name: /^Accept/ }).click()
    await expect(offer).toBeHidden()
    await expect(row(card(page, 'Grading, Hamburg'), 'Reel')).toHaveAttribute('data-state', 'moving')
  })

  test('an offer is told on every page, does not fit on a full disk, and is declined', async ({ open }) => {
    const { page } = await open('transfer-asked', '#/')
    const link = page.getByRole('link', { name: /OB van.*Would like to send/s })
    await expect(link).toContainText('15 files')
    await expect(page.getByRole('navigation', { name: 'Pages' })).toContainText('1 waiting for an answer')
    await link.click()
    const offer = page.getByRole('article', { name: 'Offer from OB van' })
    await offer.getByRole('button', { name: 'Change' }).click()
    await offer.getByRole('textbox').fill('/media/full')
    await expect(offer.getByRole('alert')).toContainText('There is room for 2.00 GB only')
    await offer.getByRole('button', { name: /^Decline/ }).click()
    await expect(row(card(page, 'OB van'), 'Interviews')).toHaveAttribute('data-state', 'declined')
  })

  test('a transfer is paused, resumed, told which file comes first, and cancelled', async ({ open }) => {
    const { page } = await open('transfer')
    const transfer = row(card(page, 'Edit suite'), 'Card A day 12')
    await expect(transfer).toContainText(/\d\sMbit\/s/)
    await expect(transfer).toContainText(/left/)
    await expect(transfer).toContainText('Direct')
    await transfer.getByRole('button', { name: 'Pause Card A day 12' }).click()
    await expect(transfer).toHaveAttribute('data-state', 'paused')
    await expect(transfer).toContainText('Paused here.')
    await transfer.getByRole('button', { name: 'Resume Card A day 12' }).click()
    await expect(transfer).toHaveAttribute('data-state', 'moving')
    await transfer.getByRole('button', { name: 'Files of Card A day 12' }).click()
    await transfer.getByRole('searchbox').fill('take-3')
    await transfer.getByRole('button', { name: /^Send .*take-3.wav first$/ }).click()
    await expect(told(page, /take-3.wav" comes next/)).toBeVisible()
    expect(await page.evaluate(() => (globalThis as unknown as Hook).hawserTransfers.preferred)).toHaveLength(
      1,
    )
    await transfer.getByRole('button', { name: 'Cancel Card A day 12' }).click()
    const dialog = page.getByRole('dialog')
    await expect(dialog).toContainText('thrown away')
    await expect(dialog.getByRole('button', { name: 'Go on' })).toBeFocused()
    await dialog.getByRole('button', { name: 'Cancel the transfer' }).click()
    await expect(transfer).toHaveAttribute('data-state', 'cancelled')
  })

  test('figures show lanes, the bottleneck and its sentence, and can be saved', async ({ open }) => {
    const { page, complaints } = await open('transfer')
    const session = card(page, 'Grading, Hamburg')
    await expect(session.getByRole('figure', { name: 'Throughput by lane' })).toContainText('Lane 8')
    await expect(session.locator('[data-quality]')).toContainText(/path|network/)
    await expect(session.getByRole('figure', { name: 'Bottleneck' })).toContainText(/Latency|Bandwidth/)
    await session.getByText('Every lane (8)').click()
    await expect(session.getByRole('row')).toHaveCount(9)
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      session.getByRole('button', { name: 'Export as CSV' }).click(),
    ])
    expect(download.suggestedFilename()).toMatch(/^hawser-Grading-Hamburg-.*\.csv$/)
    await session.getByRole('button', { name: 'Figures' }).click()
    await expect(session.getByRole('figure')).toHaveCount(0)
    expect(complaints).toEqual([])
  })

  test('texts go both ways and are copied', async ({ open }) => {
    const { page } = await open('transfer')
    const session = card(page, 'Grading, Hamburg')
    await session.getByRole('button', { name: 'Text', exact: true }).click()
    const field = session.getByRole('textbox', { name: 'Text for Grading, Hamburg' })
    await expect(field).toBeFocused()
    await field.fill('Password: correct horse')
    await field.press('Enter')
    await expect(session.getByText('Password: correct horse')).toBeVisible()
    await expect(field).toHaveValue('')
    await page.evaluate(() =>
      (globalThis as unknown as Hook).hawserTransfers.says('grading', 'https://example.net/review'),
    )
    const said = session.getByRole('listitem').filter({ hasText: 'https://example.net/review' })
    await said.getByRole('button', { name: 'Copy this text' }).click()
    await expect.poll(clipboard(page)).toBe('https://example.net/review')
  })

  test('text from the clipboard is pasted to be sent', async ({ open }) => {
    const { page } = await open('transfer-new')
    await page.evaluate(() => navigator.clipboard.writeText('rtsp://10.0.0.5/stream'))
    await page.keyboard.press('Control+v')
    await expect(send(page).getByRole('textbox', { name: 'Text to send' })).toHaveValue(
      'rtsp://10.0.0.5/stream',
    )
    await send(page).getByRole('button', { name: 'Show a code' }).click()
    await comes(page)
    await expect(card(page, 'Edit suite').getByText('rtsp://10.0.0.5/stream')).toBeVisible()
  })

  test('what is lost, failed or refused is said in plain words', async ({ open }) => {
    const lost = await open('transfer-lost')
    await expect(card(lost.page, 'Edit suite')).toHaveAttribute('data-state', 'lost')
    await expect(card(lost.page, 'Edit suite')).toContainText('is being made anew')
    const broken = await open('transfer-broken')
    await expect(row(card(broken.page, 'Freelancer'), 'Drone')).toContainText('Make room')
    await expect(receive(broken.page).getByRole('alert')).toContainText('cannot be written to')
    await expect(card(broken.page, 'Not connected')).toContainText('transfer-unproven')
    await broken.page.goto(`${broken.page.url().split('#')[0]}#/`)
    await expect(broken.page.getByRole('link', { name: /Freelancer.*Make room/s })).toBeVisible()
  })

  test('history: send again, forget, undo', async ({ open }) => {
    const { page } = await open('transfer')
    const history = page.getByRole('list', { name: 'History' })
    await expect(history.getByRole('listitem')).toHaveCount(5)
    await history.getByRole('button', { name: 'Send Card B and Call sheet.pdf again' }).click()
    await expect(send(page)).toContainText('Call sheet.pdf')
    await page.getByRole('button', { name: 'Actions for LUTs.zip' }).click()
    await page.getByRole('menuitem', { name: 'Forget it' }).click()
    await expect(history.getByRole('listitem')).toHaveCount(4)
    await undo(page, 'Forgotten: "LUTs.zip"')
    await expect(history.getByRole('listitem')).toHaveCount(5)
    await history.getByRole('button', { name: 'Copy the folder of Graded reel 2' }).click()
    await expect.poll(clipboard(page)).toBe('/home/operator/Downloads')
  })

  test('settings are checked while they are typed, and saved', async ({ open }) => {
    const { page } = await open('transfer-new')
    await page.getByRole('button', { name: 'Transfer settings' }).click()
    const panel = page.getByRole('dialog')
    await panel.getByRole('switch', { name: 'Through TURN only' }).click()
    await expect(panel.getByText('Without a TURN server nobody could be reached')).toBeVisible()
    await panel.getByRole('button', { name: 'Add a server' }).click()
    await panel.getByLabel('Server', { exact: true }).fill('turn:turn.example.net:3478')
    await expect(panel.getByText('needs a user name and a password')).toBeVisible()
    await panel.getByLabel('User name').fill('crew')
    await panel.getByLabel('Password').fill('secret')
    await panel.getByLabel('Lanes at most').fill('40')
    await expect(panel.getByText('At most 16.')).toBeVisible()
    await panel.getByLabel('Lanes at most').fill('8')
    await panel.getByLabel('Rendezvous').fill('meet.example.net:8743')
    await panel.getByRole('button', { name: 'Save' }).click()
    await expect(panel).toBeHidden()
    await page.getByRole('button', { name: 'Transfer settings' }).click()
    await expect(panel.getByLabel('Rendezvous')).toHaveValue('meet.example.net:8743')
    await expect(panel.getByLabel('Lanes at most')).toHaveValue('8')
    await panel.getByLabel('Rendezvous').fill('')
    await panel.getByRole('button', { name: 'Save' }).click()
    await expect(panel).toBeHidden()
    await page.getByRole('button', { name: 'Transfer settings' }).click()
    await expect(panel.getByLabel('Rendezvous')).toHaveValue('')
  })

  test('keys and the palette lead to transfers', async ({ open }) => {
    const { page } = await open('transfer-new', '#/')
    await page.keyboard.press('5')
    await expect(page.getByRole('heading', { name: 'Transfer', level: 1 })).toBeVisible()
    await page.keyboard.press('1')
    await expect(page.getByRole('heading', { name: 'Overview', level: 1 })).toBeVisible()
    await command(page, 'receive files')
    await expect(receive(page).getByRole('textbox', { name: 'Code' })).toBeFocused()
  })

  for (const scenario of ['transfer', 'transfer-asked', 'transfer-broken', 'transfer-pasted'] as const)
    test(`the page of "${scenario}" is free of accessibility faults, light and dark`, async ({ open }) => {
      const { page } = await open(scenario)
      expect(await axeFaultsInBoth(page, scenario)).toEqual([])
    })

  test('sending is free of accessibility faults, light and dark', async ({ open }) => {
    test.setTimeout(120_000)
    const { page } = await open('transfer-new')
    const found: string[] = []
    const look = async (where: string) => void found.push(...(await axeFaultsInBoth(page, where)))
    await dropFiles(page, ['Slate.mov'])
    await look('chosen')
    await send(page).getByRole('button', { name: 'Show a code' }).click()
    await dropFiles(page, ['Slate.mov'])
    await send(page).getByText('Somebody far away').click()
    await send(page).getByRole('button', { name: 'Make an offer' }).click()
    await page.getByRole('button', { name: 'QR code', exact: true }).click()
    await look('waiting')
    await page.getByRole('button', { name: 'Transfer settings' }).click()
    await page.getByRole('button', { name: 'Add a server' }).click()
    await look('settings')
    expect(found).toEqual([])
  })

  test('nothing is cut off in a narrow window', async ({ open }) => {
    const { page } = await open('transfer-asked', '#/transfer', { width: 420, height: 800 })
    const wider = await page.evaluate(() => {
      const pane = document.querySelector('main > div > div:last-child')!
      return pane.scrollWidth - pane.clientWidth
    })
    expect(wider).toBeLessThanOrEqual(0)
  })
})
