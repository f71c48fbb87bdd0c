import { hkdfSync } from 'node:crypto'

/** Half of what the keys of a call between devices are made of: 32 bytes, told over TLS to the device that is known. */
export const numberBytes = 32

export interface DeviceKeys {
  secret: Uint8Array
  texts: Uint8Array
}

/** `caller`, `called`: the numbers, in base64url. They stay the same over all connections of a call. */
export function deviceKeys(callId: string, caller: string, called: string): DeviceKeys {
  const numbers = Buffer.concat([Buffer.from(caller, 'base64url'), Buffer.from(called, 'base64url')])
  const derive = (purpose: string) =>
    Buffer.from(hkdfSync('sha256', numbers, callId, `hawser-call/1 ${purpose}`, 32))
  return { secret: derive('secret'), texts: derive('texts') }
}
