import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { connectControl } from '../../src/host/control.ts'
import { freeUdpPort } from '../support/fake-receiver.ts'
import { expect, test } from './app.ts'

test.describe('@desktop', () => {
  test('closing the window keeps Hawser running, and says so once @stand-in', async ({ app }) => {
    const closeTwice = await app.evaluate(async ({ windows }, desktop) => {
      windows[0].close()
      await new Promise((resolve) => setTimeout(resolve, 300))
      windows[0].close()
      await new Promise((resolve) => setTimeout(resolve, 300))
      return {
        destroyed: windows[0].isDestroyed(),
        visible: windows[0].isVisible(),
        said: desktop.notifications.length,
      }
    })
    expect(closeTwice).toEqual({ destroyed: false, visible: false, said: 1 })
  })

  test('a second start shows the window of the first @stand-in', async ({ app }) => {
    const visible = await app.evaluate(({ app: electron, windows }) => {
      windows[0].hide()
      electron.emit('second-instance')
      return windows[0].isVisible()
    })
    expect(visible).toBe(true)
  })

  test('the tray says how it goes and can quit @stand-in', async ({ app }) => {
    await expect.poll(() => app.evaluate((_, desktop) => desktop.trays[0]?.tooltip)).toContain('Mbit/s')
    const labels = await app.evaluate((_, desktop) =>
      desktop.trays[0].menu.items.map((item: { label?: string }) => item.label),
    )
    expect(labels).toContain('Open Hawser')
    expect(labels).toContain('Quit')
  })

  test('the tray begins a diagnosis in the window, which it opens @stand-in', async ({ app }) => {
    await app.page.getByRole('link', { name: 'Events', exact: true }).click()
    await expect.poll(() => app.evaluate((_, desktop) => desktop.trays.length)).toBe(1)
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
    app,
  }) => {
    using control = await connectControl(app.home)
    const engine = async () => {
      for await (const { engines } of control.client.telemetry({ look: [] }))
        return engines.find(({ name }) => name === 'tunnel')
    }
    // It runs when something needs it.
    await control.client.addAllow({ allow: { party: '*', target: '127.0.0.1:80' } })
    await expect.poll(engine).toMatchObject({ state: 'running', restarts: 0 })
    await app.evaluate(({ app: electron }) => {
      type Metric = { name?: string; pid: number }
      const found = electron.getAppMetrics().find(({ name }: Metric) => name === 'Hawser engine')
      process.kill(found.pid, 'SIGABRT')
    })
    await expect.poll(engine, { timeout: 20_000 }).toMatchObject({ state: 'running', restarts: 1 })
    await app.page.getByRole('link', { name: 'Events' }).click()
    await expect(app.page.getByText(/The tunnel engine stopped/).first()).toBeVisible()
  })

  test('a bond in trouble is notified while nobody looks, and the tray switches it @stand-in', async ({
    app,
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
      .poll(
        () => app.evaluate((_, desktop) => desktop.notifications.map(({ body }: { body: string }) => body)),
        {
          timeout: 20_000,
        },
      )
      .toContainEqual('Van: the receiver does not answer on any link.')
    const press = () =>
      app.evaluate((_, desktop) => {
        type Item = { label?: string; checked: boolean; click(): void }
        const item = desktop.trays[0].menu.items.find(({ label }: Item) => label?.startsWith('Van'))
        item?.click()
        return item?.checked
      })
    await expect.poll(press).toBe(true)
    const enabled = async () => {
      for await (const { bonds } of control.client.settings(undefined))
        return bonds.find((bond) => bond.id === id)?.enabled
      return undefined
    }
    await expect.poll(enabled).toBe(false)
  })

  test('the page may tell what happened and copy, nothing else @stand-in', async ({ app }) => {
    const granted = await app.evaluate((_, desktop) =>
      Promise.all(
        ['geolocation', 'media', 'notifications', 'clipboard-sanitized-write', 'clipboard-read'].map(
          (permission) => new Promise((resolve) => desktop.permissions(undefined, permission, resolve)),
        ),
      ),
    )
    expect(granted).toEqual([false, false, true, true, false])
  })

  test('the page cannot go elsewhere', async ({ app }) => {
    const before = app.page.url()
    await app.page.evaluate(() => location.assign('http://127.0.0.1:9/'))
    await app.page.waitForTimeout(300)
    expect(app.page.url()).toBe(before)
  })

  test('quitting ends the app cleanly and remembers the window', async ({ app }) => {
    expect(await app.close()).toBe(0)
    expect(JSON.parse(readFileSync(join(app.home, 'window.json'), 'utf8')).width).toBeGreaterThan(600)
  })

  test('a page that is loaded again finds its host again', async ({ app }) => {
    for (let round = 0; round < 3; round++) {
      await app.page.reload()
      await expect(app.page.getByText('Engine running')).toBeVisible()
    }
  })

  test('starting at login writes the desktop entry, and removes it again @stand-in', async ({ app }) => {
    test.skip(process.platform !== 'linux', 'other systems have a call for it')
    const entry = join(app.home, 'config', 'autostart', 'hawser.desktop')
    await app.page.getByRole('link', { name: 'Settings' }).click()
    const toggle = app.page.getByRole('switch', { name: /start at login|at login/i })
    await toggle.click()
    await expect.poll(() => existsSync(entry)).toBe(true)
    expect(readFileSync(entry, 'utf8')).toContain('Exec="')
    await toggle.click()
    await expect.poll(() => existsSync(entry)).toBe(false)
  })
})
