import type { CheckContext } from '../check.ts'

/** Reads `wg show all latest-handshakes`: seconds since the Unix epoch by interface and key; 0 is never. No secrets. */
export function parseHandshakes(text: string): { interface: string; peer: string; at: number }[] {
  return [...text.matchAll(/^(\S{1,32})\t([A-Za-z0-9+/]{43}=)\t(\d{1,12})$/gm)]
    .slice(0, 10_000)
    .map((match) => ({
      interface: match[1] ?? '',
      peer: (match[2] ?? '').slice(0, 8),
      at: Number(match[3]),
    }))
}

/** Undefined where this user may not ask, or where there is no `wg`. */
export async function readHandshakes(context: CheckContext) {
  const program = context.platform === 'win32' ? 'C:\\Program Files\\WireGuard\\wg.exe' : 'wg'
  const { code, stdout } = await context.tool(program, ['show', 'all', 'latest-handshakes'])
  return code === 0 ? parseHandshakes(stdout) : undefined
}
