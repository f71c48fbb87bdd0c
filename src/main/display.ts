/** Why no window can be shown here, and what to do instead; empty where there is a screen. */
export function whyNoDisplay(
  platform: NodeJS.Platform,
  env: NodeJS.ProcessEnv,
  args: readonly string[],
): string {
  if (platform !== 'linux' || env['DISPLAY'] || env['WAYLAND_DISPLAY']) return ''
  // Chromium can also draw onto nothing, for who says so.
  if (args.some((argument) => argument.startsWith('--ozone-platform='))) return ''
  return `Hawser cannot show its window: this session has no screen (neither DISPLAY nor WAYLAND_DISPLAY is set).
On a machine without a screen, run the host alone and open its page from another machine:
  hawser web --service
Over ssh, start Hawser on the machine's own screen with DISPLAY=:0, if somebody is logged in there.`
}
