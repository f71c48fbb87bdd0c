import { expect, test } from 'vitest'
import { checkPeer } from '../../../src/engines/kit/datagram/address-faults.ts'

test.each(['10.0.0.2', 'fe80::1', 'fe80::1%eth0', 'fe80::1%br_lan0', 'fe80::1%Wi-Fi 2'])(
  'what the system tells as the sender, such as %s, can be sent to',
  (address) => {
    expect(() => checkPeer({ address, port: 7000 }, true)).not.toThrow()
  },
)

test.each([
  ['camera.example', 7000, true],
  ['10.0.0.2%eth0', 7000, true],
  ['10.0.0.2', 0, false],
  ['10.0.0.2', 65_536, false],
  ['fe80::1', 7000, false],
])('%s with port %i is refused (IPv6: %s)', (address, port, ipv6) => {
  expect(() => checkPeer({ address, port }, ipv6)).toThrow(
    expect.objectContaining({ code: 'address-unavailable' }),
  )
})
