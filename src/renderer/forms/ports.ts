import { t } from '../../language/t.ts'

export type PortRange = { first: number; count: number }

/** `8554` or `8554-8560`; a sentence about what is wrong with it otherwise. */
export function parsePorts(text: string): PortRange | string {
  const match = /^\s*(\d{1,6})\s*(?:(?:-|–|to)\s*(\d{1,6})\s*)?$/.exec(text)
  if (match === null)
    return text.trim() === ''
      ? t('Enter a port.')
      : t('Write a port such as 8554, or a range such as 8554-8560.')
  const first = Number(match[1])
  const last = match[2] === undefined ? first : Number(match[2])
  if (first < 1 || last < 1 || first > 65_535 || last > 65_535) return t('Ports go from 1 to 65535.')
  if (last < first) return t('The range runs backwards.')
  return { first, count: last - first + 1 }
}

export const formatPorts = (first: number, count: number): string =>
  count > 1 ? `${first}-${first + count - 1}` : String(first)

/** Ports that cameras and players use when an address names none. */
const schemePorts: Record<string, number> = { rtsp: 554, rtsps: 322, rtmp: 1935, http: 80, https: 443 }

/** Host and port of something pasted: `10.0.0.5:554`, `[fd00::7]:554`, `rtsp://user:pw@cam/stream`. */
export function splitAddress(text: string): { host: string; port?: number } | undefined {
  const trimmed = text.trim()
  const url = /^([a-z][a-z0-9+]*):\/\/(?:[^@/]*@)?(\[[^\]]+\]|[^/:?#]+)(?::(\d{1,5}))?(?:[/?#]|$)/i.exec(
    trimmed,
  )
  if (url) {
    const port = url[3] ? Number(url[3]) : schemePorts[url[1]!.toLowerCase()]
    return { host: bare(url[2]!), ...(port === undefined ? {} : { port }) }
  }
  const pair = /^(\[[^\]]+\]|[^\s:/]+):(\d{1,5})$/.exec(trimmed)
  return pair ? { host: bare(pair[1]!), port: Number(pair[2]) } : undefined
}
const bare = (host: string) => host.replace(/^\[|\]$/g, '')
