import { type IceAddress, parseIceUrl } from '../../contract/ice-url.ts'
import { Fault } from '../../wire/fault.ts'
import type { IceServer } from '../rtc.ts'

/** The address of a server as `parseIceUrl` takes it apart. Throws `invalid`. */
export function readIceUrl({ url }: IceServer): IceAddress {
  const address = parseIceUrl(url)
  if (address === undefined)
    throw new Fault(
      'invalid',
      `"${url}" is not the address of a STUN or TURN server, such as turn:relay.example.net:3478.`,
    )
  return address
}
