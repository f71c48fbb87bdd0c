/** Why no browser can be opened here; undefined if one can. */
export function noBrowserReason(
  env: NodeJS.ProcessEnv = process.env,
  platform: NodeJS.Platform = process.platform,
): string | undefined {
  if (platform === 'win32' || platform === 'darwin') return undefined
  if (env['DISPLAY'] || env['WAYLAND_DISPLAY']) return undefined
  return 'there is no display'
}

/** Opens the address in the user's browser, or says why it did not. */
export async function openInBrowser(address: string): Promise<void> {
  const reason = noBrowserReason()
  if (reason) return console.error(`No browser was opened: ${reason}.`)
  const { default: open } = await import('open')
  try {
    const browser = await open(address)
    browser.on('error', (error) => console.error(`No browser was opened: ${error.message}`))
  } catch (error) {
    console.error(`No browser was opened: ${(error as Error).message}`)
  }
}
