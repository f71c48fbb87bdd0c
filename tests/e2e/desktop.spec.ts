import { once } from 'node:events'
import { existsSync, readFileSync } from 'node:fs'
import { type AddressInfo, createServer } from 'node:net'
import { join } from 'node:path'
import type { Page } from '@playwright/test'
import { connectControl } from '../../src/host/control.ts'
import { launchStandIn } from '../support/electron-stand-in/launch.ts'
import { freeUdpPort } from '../support/fake-receiver.ts'
import { nextOf } from '../support/next-of.ts'
import { type App, expect, test } from './app.ts'

/** What the desktop was told by notifications. */
const told = (app: App): Promise<string[]> =>
  app.evaluate((_, desktop) => desktop.notifications.map(({ body }: { body: string }) => body))

/** A port that another program has. */
async function takenPort() {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  return { port, free: () => new Promise((resolve) => server.close(resolve)) }
}

test.describe('@desktop', () => {
  test('closing the window keeps Hawser running, and says so once; a second start shows it again @stand-in', async ({
    shared: app,
  }) => {
    using control = await connectControl(app.home)
    const close = () =>
      app.evaluate(({ windows }, desktop) => {
        windows[0].close()
        type Said = { title: string }
        return {
          destroyed: windows[0].isDestroyed(),
          visible: windows[0].isVisible(),
          said: desktop.notifications.filter(({ title }: Said) => title === 'Hawser keeps running').length,
        }
      })
    expect(await close()).toEqual({ destroyed: false, visible: false, said: 1 })
    // It is remembered for the starts to come.
    const explained = async () => (await nextOf(control.client.settings(undefined))).preferences
    await expect.poll(explained).toMatchObject({ closeToTrayExplained: true })
    expect(await close()).toEqual({ destroyed: false, visible: false, said: 1 })
    const visible = await app.evaluate(({ app: electron, windows }) => {
      electron.emit('second-instance')
      return windows[0].isVisible()
    })
    expect(visible).toBe(true)
  })

  test('the tray says how it goes and can quit, in the language of the window @stand-in', async ({
    shared: app,
  }) => {
    await expect.poll(() => app.evaluate((_, desktop) => desktop.trays[0]?.tooltip)).toContain('Mbit/s')
    const labels = () =>
      app.evaluate((_, desktop) => desktop.trays[0].menu.items.map((item: { label?: string }) => item.label))
    expect(await labels()).toContain('Open Hawser')
    expect(await labels()).toContain('Quit')
    await app.page.getByRole('link', { name: 'Settings', exact: true }).click()
    await app.page.getByRole('radio', { name: 'Deutsch' }).click({ force: true })
    await expect.poll(labels).toContain('Hawser öffnen')
    expect(await labels()).toContain('Beenden')
    using control = await connectControl(app.home)
    await control.client.setPreferences({ language: 'system' })
    await expect.poll(labels).toContain('Open Hawser')
  })

  test('the tray begins a diagnosis in the window, which it opens @stand-in', async ({ shared: app }) => {
    await app.page.getByRole('link', { name: 'Events', exact: true }).click()
    await expect.poll(() => app.evaluate((_, desktop) => desktop.trays[0]?.menus ?? 0)).toBeGreaterThan(0)
    await app.evaluate(({ windows }, desktop) => {
      windows[0].hide()
      type Item = { label?: string; click(): void }
      desktop.trays[0].menu.items.find(({ label }: Item) => label === 'Diagnose now')?.click()
    })
    const verdict = app.page.getByRole('region', { name: 'Verdict' })
    await expect(verdict).toHaveAttribute('data-state', /^(running|good|poor|bad|unknown)$/)
    expect(await app.evaluate(({ windows }) => windows[0].isVisible())).toBe(true)
    await expect(verdict).not.toHaveAttribute('data-state', 'running', { timeout: 40_000 })
  })

  test('an engine in a process of its own that native code ends comes back, and the app goes on', async ({
    shared: app,
  }) => {
    using control = await connectControl(app.home)
    const engine = async () =>
      (await nextOf(control.client.telemetry({ look: [] }))).engines.find(({ name }) => name === 'tunnel')
    const processes = () =>
      app.evaluate(({ app: electron }): number[] => {
        type Metric = { name?: string; pid: number }
        return electron
          .getAppMetrics()
          .filter(({ name }: Metric) => name === 'Hawser engine')
          .map(({ pid }: Metric) => pid)
      })
    const others = await processes()
    // It runs when something needs it.
    const { id } = await control.client.addAllow({ allow: { party: '*', target: '127.0.0.1:80' } })
    await expect.poll(engine).toMatchObject({ state: 'running', restarts: 0 })
    for (const pid of await processes()) if (!others.includes(pid)) process.kill(pid, 'SIGABRT')
    await expect.poll(engine).toMatchObject({ state: 'running', restarts: 1 })
    await app.page.getByRole('link', { name: 'Events' }).click()
    await expect(app.page.getByText(/The tunnel engine stopped/).first()).toBeVisible()
    await control.client.removeAllow({ ids: [id] })
  })

  test('a bond in trouble is notified while nobody looks, and the tray switches it @stand-in', async ({
    shared: app,
  }) => {
    await app.evaluate(({ windows }) => windows[0].hide())
    using control = await connectControl(app.home)
    const { id } = await control.client.addBond({
      bond: {
        name: 'Van',
        listen: { host: '127.0.0.1', port: await freeUdpPort() },
        receiver: { host: '127.0.0.1', port: await freeUdpPort() },
        uplinks: 'listed',
        links: [{ uplink: '127.0.0.2' }],
        linkTimeoutMs: 1000,
      },
    })
    await expect
      .poll(() => told(app))
      .toContainEqual(expect.stringContaining('Van: the receiver does not answer on any link.'))
    const press = () =>
      app.evaluate((_, desktop) => {
        const item = desktop.trays[0].find('Van')
        item?.click()
        return item?.checked
      })
    await expect.poll(press).toBe(true)
    const enabled = async () =>
      (await nextOf(control.client.settings(undefined))).bonds.find((bond) => bond.id === id)?.enabled
    await expect.poll(enabled).toBe(false)
    await control.client.removeBonds({ ids: [id] })
    await app.evaluate(({ windows }) => windows[0].show())
  })

  test('what somebody sees is not notified, what happens while the screen is locked is, and leads to its page @stand-in', async ({
    app,
  }) => {
    const [one, two] = [await takenPort(), await takenPort()]
    using control = await connectControl(app.home)
    const addRule = (name: string, { port }: { port: number }) =>
      control.client.addRule({
        rule: { name, listen: { host: '127.0.0.1', port }, target: { host: '127.0.0.1', port: 9 } },
      })
    await app.page.goto(`${new URL(app.page.url()).origin}/#/forwarding`)
    await addRule('Seen', one)
    await expect(app.page.getByText('Failed').first()).toBeVisible()
    expect(await told(app)).toEqual([])
    await app.evaluate(({ powerMonitor }) => powerMonitor.emit('lock-screen'))
    const { id } = await addRule('Unseen', two)
    await expect.poll(() => told(app)).toHaveLength(1)
    await app.evaluate(({ powerMonitor }, desktop) => {
      powerMonitor.emit('unlock-screen')
      desktop.shown[0].emit('click')
    })
    await expect.poll(() => app.page.url()).toContain(`#/forwarding/${id}`)
    // All is tried again when the machine wakes up.
    await Promise.all([one.free(), two.free()])
    await app.evaluate(({ powerMonitor }) => powerMonitor.emit('resume'))
    const states = async () => (await nextOf(control.client.telemetry({ look: [] }))).forward?.states
    await expect.poll(states).toEqual(['ready', 'ready'])
  })

  test('the compact window stays on top, leads to the main one, and remembers its place @stand-in', async ({
    app,
  }) => {
    await expect.poll(() => app.evaluate((_, desktop) => desktop.trays[0]?.menus ?? 0)).toBeGreaterThan(0)
    await app.evaluate(({ windows }, desktop) => {
      windows[0].hide()
      desktop.trays[0].find('Compact window').click()
    })
    const isOurs = (page: Page) => page.url().includes('#/compact')
    await expect.poll(() => app.page.context().pages().some(isOurs)).toBe(true)
    const page = app.page.context().pages().find(isOurs)!
    await expect(page.getByRole('heading', { level: 1 })).toHaveText('All is well')
    const window = await app.evaluate(({ windows }) => {
      const compact = windows[1]
      const found = { onTop: compact.isAlwaysOnTop(), ...compact.bounds }
      compact.bounds = { x: 1500, y: 800, width: 400, height: 220 }
      return found
    })
    expect(window).toMatchObject({ onTop: true, width: 360, height: 200 })
    await page.getByRole('main').dblclick({ position: { x: 5, y: 5 } })
    await expect.poll(() => app.evaluate(({ windows }) => windows[0].isVisible())).toBe(true)
    await expect
      .poll(() => app.evaluate((_, desktop) => desktop.trays[0].find('Compact window').checked))
      .toBe(true)
    expect(await app.close()).toBe(0)
    expect(JSON.parse(readFileSync(join(app.home, 'compact.json'), 'utf8'))).toMatchObject({
      x: 1500,
      y: 800,
      width: 400,
      open: true,
    })
  })

  test('a start at login shows no window, and the compact one comes and goes without ending the app @stand-in', async ({
    home,
    shell,
  }) => {
    test.skip(shell !== 'stand-in')
    const app = await launchStandIn('out/main/index.js', { HAWSER_HOME: home }, ['--hidden'])
    const windows = () => app.evaluate(({ windows: all }) => all.length)
    await expect.poll(() => app.evaluate((_, desktop) => desktop.trays[0]?.menus ?? 0)).toBeGreaterThan(0)
    expect(await windows()).toBe(0)
    // Who asks by the link alone has no need of the other window.
    await app.evaluate(({ app: electron }) =>
      electron.emit('second-instance', {}, ['x', 'hawser://compact'], '/'),
    )
    await (await app.firstWindow()).getByRole('heading', { level: 1 }).waitFor()
    expect(
      await app.evaluate(({ windows: all }) =>
        all.map((each: { isAlwaysOnTop(): boolean }) => each.isAlwaysOnTop()),
      ),
    ).toEqual([true])
    await app.evaluate(({ windows: all }) => void all[0].close())
    await expect.poll(windows).toBe(0)
    // Should engines still be starting, it asks first.
    await app.evaluate((_, desktop) => {
      desktop.answer = 1
      setTimeout(() => desktop.trays[0].find('Quit').click())
    })
    expect(await app.exited).toBe(0)
  })

  test('a desktop without a tray gets a window, and closing it ends the app when nothing runs @stand-in', async ({
    home,
    shell,
  }) => {
    test.skip(shell !== 'stand-in')
    const app = await launchStandIn('out/main/index.js', { HAWSER_HOME: home, STAND_IN_NO_TRAY: '1' }, [
      '--hidden',
    ])
    await app.firstWindow()
    expect(await app.evaluate(({ windows }) => windows[0].isVisible())).toBe(true)
    // While engines are being started, closing makes it small.
    await app.evaluate(({ windows }) => void setInterval(() => windows[0].close(), 300))
    expect(await app.exited).toBe(0)
  })

  test('a session without a screen is told what to do instead @stand-in', async ({ home, shell }) => {
    test.skip(shell !== 'stand-in' || process.platform !== 'linux')
    const started = launchStandIn('out/main/index.js', {
      HAWSER_HOME: home,
      DISPLAY: '',
      WAYLAND_DISPLAY: '',
    })
    await expect(started).rejects.toThrow('ended with status 1')
  })

  test('the page may tell what happened and copy, nothing else @stand-in', async ({ shared: app }) => {
    const granted = await app.evaluate((_, desktop) =>
      Promise.all(
        ['geolocation', 'media', 'notifications', 'clipboard-sanitized-write', 'clipboard-read'].map(
          (permission) => new Promise((resolve) => desktop.permissions(undefined, permission, resolve)),
        ),
      ),
    )
    expect(granted).toEqual([false, false, true, true, false])
  })

  test('the page cannot go elsewhere', async ({ shared: app }) => {
    const before = app.page.url()
    await app.page.evaluate(() => location.assign('http://127.0.0.1:9/'))
    await app.page.waitForTimeout(300)
    expect(app.page.url()).toBe(before)
  })

  test('quitting ends the app cleanly and remembers the window', async ({ app }) => {
    expect(await app.close()).toBe(0)
    expect(JSON.parse(readFileSync(join(app.home, 'window.json'), 'utf8')).width).toBeGreaterThan(600)
  })

  test('a page that is loaded again finds its host again', async ({ shared: app }) => {
    for (let round = 0; round < 3; round++) {
      await app.page.reload()
      await expect(app.page.getByText('Engine running')).toBeVisible()
    }
  })

  test('starting at login writes the desktop entry, and removes it again @stand-in', async ({
    shared: app,
  }) => {
    test.skip(process.platform !== 'linux', 'other systems have a call for it')
    const entry = join(app.home, 'config', 'autostart', 'hawser.desktop')
    await app.page.getByRole('link', { name: 'Settings' }).click()
    const toggle = app.page.getByRole('switch', { name: /start at login|at login/i })
    await toggle.click()
    await expect.poll(() => existsSync(entry) && readFileSync(entry, 'utf8')).toContain('Exec="')
    await toggle.click()
    await expect.poll(() => existsSync(entry)).toBe(false)
  })
})
