// `node scripts/icons.ts`: draws the images in resources/ from one drawing, by the browser that the tests use.
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { chromium } from 'playwright-core'

const resources = join(import.meta.dirname, '..', 'resources')

/** Two posts and the hawser between them. */
const mark = (post: string, rope: string) =>
  `<path d="M9 7v18M23 7v18" stroke="${post}" stroke-width="3.4" stroke-linecap="round"/>` +
  `<path d="M9 20c5 0 3.5-8 7-8s2 8 7 8" fill="none" stroke="${rope}" stroke-width="3.4" stroke-linecap="round"/>`
const svg = (content: string) =>
  `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><title>Hawser</title>${content}</svg>`

const tile = (colour: string) => `<rect width="32" height="32" rx="8" fill="${colour}"/>`
const tray = (colour: string) => svg(tile(colour) + mark('#ffffff', '#ffffff'))

const icon = svg(tile('#0d3d57') + mark('#8fd3f4', '#f6b94a'))
const images = [
  ['icon.png', icon, 512],
  ['tray-ok.png', tray('#4b5a66'), 32],
  ['tray-active.png', tray('#1c7f4d'), 32],
  ['tray-warning.png', tray('#a86400'), 32],
  ['tray-error.png', tray('#c2272d'), 32],
  ['trayTemplate.png', svg(mark('#000000', '#000000')), 16],
  ['trayTemplate@2x.png', svg(mark('#000000', '#000000')), 32],
] as const

const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox'] })
const page = await browser.newPage()
for (const [name, drawing, size] of images) {
  await page.setViewportSize({ width: size, height: size })
  await page.setContent(
    `<style>body { margin: 0 } svg { display: block; width: ${size}px; height: ${size}px }</style>${drawing}`,
  )
  await writeFile(join(resources, name), await page.screenshot({ omitBackground: true }))
}
await writeFile(join(resources, 'icon.svg'), icon)
await browser.close()
