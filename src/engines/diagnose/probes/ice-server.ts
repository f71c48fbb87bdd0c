import type { DiagnoseContext } from '../../../contract/diagnose.ts'
import { type IceAddress, parseIceUrl } from '../../../contract/ice-url.ts'

export interface IceServerAddress extends IceAddress {
  username: string
  credential: string
  /** As in the settings, which hold no secret there. */
  url: string
}

/** The servers of the doctor's own settings and of transfers; each once, those that cannot be read left out. */
export function iceServersOf({ settings, iceServers }: DiagnoseContext): IceServerAddress[] {
  const seen = new Set<string>()
  return [...settings.stunServers, ...iceServers].flatMap(({ url, username = '', credential = '' }) => {
    const address = parseIceUrl(url)
    if (address === undefined || seen.has(url)) return []
    seen.add(url)
    return [{ ...address, username, credential, url }]
  })
}
