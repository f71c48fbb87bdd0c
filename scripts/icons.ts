// `node scripts/icons.ts`: draws the images in resources/ and build/ from one drawing, by the browser that the tests use.
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { chromium } from 'playwright-core'
import { icnsFile, icoFile } from './icon-files.ts'

const resources = join(import.meta.dirname, '..', 'resources')
const build = join(import.meta.dirname, '..', 'build')

/** Two posts and the hawser between them. */
const mark = (post: string, rope: string) =>
  `<path d="M9 7v18M23 7v18" stroke="${post}" stroke-width="3.4" stroke-linecap="round"/>` +
  `<path d="M9 20c5 0 3.5-8 7-8s2 8 7 8" fill="none" stroke="${rope}" stroke-width="3.4" stroke-linecap="round"/>`
const svg = (content: string) =>
  `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><title>Hawser</title>${content}</svg>`

const tile = (colour: string) => `<rect width="32" height="32" rx="8" fill="${colour}"/>`
const tray = (colour: string) => svg(tile(colour) + mark('#ffffff', '#ffffff'))

const icon = svg(tile('#0d3d57') + mark('#8fd3f4', '#f6b94a'))
/** A sheet of paper with the sign on it. */
const document = svg(
  '<path d="M6 1h14l7 7v23H6z" fill="#f4f7f9" stroke="#9fb2bf" stroke-linejoin="round"/>' +
    '<path d="M20 1v7h7" fill="#dbe5ea" stroke="#9fb2bf" stroke-linejoin="round"/>' +
    `<g transform="translate(8.5 12) scale(.5)">${tile('#0d3d57')}${mark('#8fd3f4', '#f6b94a')}</g>`,
)
const iconSizes = [16, 24, 32, 48, 64, 128, 256, 512, 1024]
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
async function draw(drawing: string, size: number): Promise<Buffer> {
  await page.setViewportSize({ width: size, height: size })
  await page.setContent(
    `<style>body { margin: 0 } svg { display: block; width: ${size}px; height: ${size}px }</style>${drawing}`,
  )
  return page.screenshot({ omitBackground: true })
}
for (const [name, drawing, size] of images) await writeFile(join(resources, name), await draw(drawing, size))
await writeFile(join(resources, 'icon.svg'), icon)
await mkdir(join(build, 'icons'), { recursive: true })
for (const [name, drawing] of [
  ['icon', icon],
  ['report', document],
] as const) {
  const pictures: { size: number; png: Buffer }[] = []
  for (const size of iconSizes) pictures.push({ size, png: await draw(drawing, size) })
  await writeFile(join(build, `${name}.ico`), icoFile(pictures))
  await writeFile(join(build, `${name}.icns`), icnsFile(pictures))
  if (name === 'icon')
    for (const { size, png } of pictures)
      if (size <= 512) await writeFile(join(build, 'icons', `${size}x${size}.png`), png)
}
await browser.close()
