import { describe, expect, test } from 'vitest'
import { createWireguardCheck } from '../../../../src/engines/diagnose/checks/wireguard.ts'
import { type FakeContext, fakeContext } from '../../../support/diagnose/fake-context.ts'
import * as linux from '../recorded/linux.ts'
import { addressesOf, linuxLaptop, macosLaptop, windowsLaptop, withTools } from '../systems.ts'

const privateKey = 'yAnz5TF+lXXJte14tji3zlMNq+hd2rYUIgJBgB3fBmk='
const publicKey = 'KdQ3vJ0m1bqFQyb3pG8hTnq0Yd5sWv2xZr4cLk7uE1o='
const otherKey = 'xTIBA5rboUvnH4htodjb6e697QjLERt1NAB4mZqp8Dg='
const path = '/etc/wireguard/wg0.conf'
const nowSeconds = 1_800_000_000

interface Given {
  mtu?: string
  allowed?: string
  endpoint?: string
  keepalive?: string
  more?: string
  address?: string
}

const config = ({
  mtu = '1280',
  allowed = '10.8.0.0/24',
  endpoint = 'vpn.example:51820',
  ...given
}: Given = {}) => `
[Interface]
# office
PrivateKey = ${privateKey}
Address = ${given.address ?? '10.8.0.2/24'}
${mtu && `MTU = ${mtu}`}
DNS = 10.8.0.1

[Peer]
PublicKey = ${publicKey}
PresharedKey = ${otherKey}
AllowedIPs = ${allowed}
${endpoint && `Endpoint = ${endpoint}`}
${given.keepalive === '' ? '' : `PersistentKeepalive = ${given.keepalive ?? '25'}`}
${given.more ?? ''}
`

const resolve = async (host: string) => {
  if (host === 'gone.example') throw new Error('ENOTFOUND')
  return /[a-z]/.test(host) && !host.includes(':') ? ['198.51.100.7'] : [host]
}

const look = (text: string, more: FakeContext = {}, base = linuxLaptop, mode = 0o600) =>
  createWireguardCheck(() => nowSeconds * 1000, resolve).run(
    fakeContext({
      ...base,
      ...more,
      files: { ...base.files, [path]: { text, mode }, ...more.files },
      settings: { wireguardFiles: [path], ...more.settings },
    }),
  )
const target = { host: '10.8.0.7', port: 554 }
/** The laptop without the uplink's learnt MTU, which is smaller. */
const plain = withTools(linuxLaptop, {
  'ip -json route get 198.51.100.7': linux.routeGetGateway.replace(/,"metrics".*\}\]\}/, '}'),
})
const codes = async (...given: Parameters<typeof look>) => (await look(...given)).figures['codes']

test('without configurations in the settings it says how to name them', () => {
  expect(createWireguardCheck().skip(fakeContext())).toMatch(/in the settings/)
  expect(createWireguardCheck().skip(fakeContext({ settings: { wireguardFiles: [path] } }))).toBe('')
})

test('a configuration that fits is good on each system', async () => {
  for (const [base, mode] of [
    [plain, 0o600],
    [macosLaptop, 0o600],
    [windowsLaptop, 0],
  ] as const)
    expect(await look(config(), {}, base, mode)).toMatchObject({
      state: 'good',
      summary: 'wg0: nothing is wrong with the configuration.',
      figures: { codes: [], peers: 1, mtu: 1280, behindNat: true },
    })
})

test('no secret is told, not even of a configuration that is damaged', async () => {
  const damaged = config().replace(privateKey, `${privateKey}x`).replace(otherKey, otherKey.slice(1))
  for (const text of [config(), damaged, config().replace('[Interface]', '')]) {
    const told = JSON.stringify(await look(text, { target }))
    for (const secret of [privateKey, otherKey]) expect(told).not.toContain(secret.slice(2, 12))
  }
})

describe('MTU', () => {
  test('one that does not fit is bad, as the uplink has it', async () => {
    expect(await look(config({ mtu: '1450' }), {}, plain)).toMatchObject({
      state: 'bad',
      figures: { codes: ['mtu-too-large'], suggestedMtu: 1420 },
    })
    expect(await codes(config({ mtu: '1440' }), {}, plain)).toEqual([])
  })

  test('what the system has learnt of the way to the far end counts', async () => {
    expect(await look(config({ mtu: '1420' }))).toMatchObject({
      state: 'bad',
      figures: { codes: ['mtu-too-large'], suggestedMtu: 1340 },
    })
  })

  test('a far end of IPv6 leaves 20 bytes less', async () => {
    const endpoint = '[2001:db8:9::7]:51820'
    expect(await codes(config({ mtu: '1440', endpoint }), {}, plain)).toEqual(['mtu-too-large'])
    expect(await codes(config({ mtu: '1420', endpoint }), {}, plain)).toEqual([])
  })

  test('one that is too small for IPv6 is told, and one that is left out is the system’s', async () => {
    expect(await look(config({ mtu: '1200' }))).toMatchObject({
      state: 'poor',
      figures: { codes: ['mtu-too-small'] },
    })
    expect(await codes(config({ mtu: '' }))).toEqual([])
  })
})

describe('AllowedIPs', () => {
  test('that do not hold the target are bad', async () => {
    const none = { 'ip -json route get 10.8.0.7': linux.routeGetGateway.replace('198.51.100.7', '10.8.0.7') }
    const routes = { 'ip -json -4 route show table all': linux.ipRoutes4.replace(/.*wg0.*\n/, '') }
    const base = withTools(plain, { ...none, ...routes })
    const outcome = await look(config({ allowed: '10.9.0.0/24' }), { target }, base)
    expect(outcome).toMatchObject({
      state: 'bad',
      summary: 'AllowedIPs of wg0 do not hold 10.8.0.7: packets to it do not go through the tunnel.',
      figures: { codes: ['target-not-in-allowed-ips'], coversTarget: false },
    })
    // It answers: then it is reached by another way, as in a network behind the next router.
    const results = { routes: { figures: { answered: 'answered' } } }
    expect((await look(config({ allowed: '10.9.0.0/24' }), { target, results }, base)).state).toBe('good')
  })

  test('that the route into the tunnel goes beyond are bad', async () => {
    expect(await codes(config({ allowed: '10.8.0.1/32' }), { target }, plain)).toEqual([
      'target-not-in-allowed-ips',
    ])
  })

  test('that hold the target while its packets leave by another interface are bad', async () => {
    const way = { 'ip -json route get 10.8.0.7': linux.routeGetGateway.replace('198.51.100.7', '10.8.0.7') }
    expect(await codes(config(), { target }, withTools(plain, way))).toEqual(['target-not-routed'])
  })

  test('of a target in the own network or on the internet are not looked at', async () => {
    const own = { target: { host: '192.168.1.50', port: 554 } }
    const far = { target: { host: '198.51.100.7', port: 554 } }
    expect(await codes(config(), own, plain)).toEqual([])
    expect(await codes(config(), far, plain)).toEqual([])
  })

  test('that are empty, or given twice, are bad', async () => {
    expect(await codes(config({ allowed: '' }))).toEqual(['allowed-ips-missing'])
    const more = `[Peer]\nPublicKey = ${otherKey}\nAllowedIPs = 10.8.0.0/24`
    expect(await codes(config({ more }))).toEqual(['allowed-ips-twice'])
    // What WireGuard takes for one network.
    expect(await codes(config({ more: more.replace('10.8.0.0/24', '10.8.0.3/24') }))).toEqual([
      'allowed-ips-twice',
    ])
    const nested = `[Peer]\nPublicKey = ${otherKey}\nAllowedIPs = 10.8.0.64/26`
    expect(await codes(config({ more: nested }))).toEqual([])
  })

  test('that take this machine’s own network are told; a wider one does not', async () => {
    expect(await look(config({ allowed: '192.168.1.0/24' }))).toMatchObject({
      state: 'poor',
      figures: { codes: ['allowed-ips-take-network'] },
    })
    expect(await codes(config({ allowed: '192.168.0.0/16, 0.0.0.0/0, ::/0' }))).toEqual([])
  })
})

describe('Endpoint', () => {
  test('that does not resolve is bad', async () => {
    expect(await codes(config({ endpoint: 'gone.example:51820' }))).toEqual(['endpoint-unresolved'])
  })

  test('within its own AllowedIPs is bad, but for everything, which wg-quick knows to do', async () => {
    expect(await codes(config({ allowed: '198.51.100.0/24' }))).toEqual(['endpoint-in-allowed-ips'])
    expect(await codes(config({ allowed: '0.0.0.0/0' }))).toEqual([])
    expect(await codes(config({ allowed: '198.51.100.0/24' }), {}, windowsLaptop, 0)).toEqual([])
  })

  test('may be missing, where the other side calls', async () => {
    expect(await codes(config({ endpoint: '', keepalive: '' }))).toEqual([])
  })
})

describe('PersistentKeepalive', () => {
  test('is needed behind a router that translates', async () => {
    expect(await look(config({ keepalive: '' }))).toMatchObject({
      state: 'poor',
      figures: { codes: ['keepalive-missing'] },
    })
    expect(await codes(config({ keepalive: 'off' }))).toEqual(['keepalive-missing'])
    expect(await codes(config({ keepalive: '120' }))).toEqual(['keepalive-long'])
  })

  test('is not needed with a public address, or within one network', async () => {
    const interfaces = addressesOf({ eth0: ['198.51.100.20/24'], wg0: ['10.8.0.2/24'] })
    expect(await codes(config({ keepalive: '' }), { interfaces })).toEqual([])
    expect(await codes(config({ keepalive: '', endpoint: '192.168.1.9:51820' }))).toEqual([])
  })
})

describe('the tunnel itself', () => {
  test('that is not up is told, and bad when the target needs it', async () => {
    const down = { interfaces: addressesOf({ eth0: ['192.168.1.20/24'] }) }
    const routes = { 'ip -json -4 route show table all': linux.ipRoutes4.replace(/.*wg0.*\n/, '') }
    const base = withTools(plain, routes)
    expect(await look(config(), down, base)).toMatchObject({
      state: 'poor',
      figures: { codes: ['tunnel-down'] },
    })
    expect((await look(config(), { ...down, target }, base)).state).toBe('bad')
  })

  test('whose peer does not answer is told to those who may know', async () => {
    const asked = (at: number) => withTools(plain, { 'wg show all latest-handshakes': linux.handshakes(at) })
    expect(await codes(config(), {}, asked(nowSeconds - 60))).toEqual([])
    expect(await look(config(), {}, asked(nowSeconds - 3600))).toMatchObject({
      state: 'bad',
      summary: 'The peer of wg0 has not answered for 60 min: UDP is blocked, or keys or Endpoint are wrong.',
    })
    expect(await codes(config(), {}, asked(0))).toEqual(['no-handshake'])
    // Without it a quiet tunnel makes none.
    expect(await codes(config({ keepalive: '' }), {}, asked(nowSeconds - 3600))).toEqual([
      'keepalive-missing',
    ])
    expect((await look(config(), {}, plain)).evidence).toContain(
      'only an administrator sees when peers last answered',
    )
  })
})

describe('the file', () => {
  test('that others can read is told', async () => {
    expect(await look(config(), {}, plain, 0o644)).toMatchObject({
      state: 'poor',
      figures: { codes: ['config-readable'] },
    })
  })

  test('may be a copy without the private key, which anybody may read', async () => {
    expect(await codes(config().replace(/PrivateKey.*\n/, ''), {}, plain, 0o644)).toEqual([])
  })

  test.each([
    ['a key that is none', config().replace(publicKey, 'abc=')],
    ['a private key that is none', config().replace(privateKey, 'secret')],
    ['no peer', '[Interface]\nPrivateKey = x'],
    ['a network that is none', config({ allowed: '10.8.0.0/33' })],
    ['an Endpoint that is none', config({ endpoint: '-o:1' })],
    ['a setting that is none', config({ more: 'AllowedIP = 10.0.0.0/8' })],
  ])('with %s is bad', async (_, text) => {
    expect(await codes(text)).toContain('config-invalid')
  })

  test('that may not be read, or is not there, is unknown', async () => {
    const denied = await createWireguardCheck().run(
      fakeContext({ settings: { wireguardFiles: [path] }, files: { [path]: 'denied' } }),
    )
    expect(denied).toMatchObject({ state: 'unknown', figures: { unreadable: [path] } })
    expect(denied.summary).toMatch(/may not be read by this user/)
    const settings = { wireguardFiles: [path, '/gone.conf'] }
    const { state, evidence } = await look(config(), { settings }, plain)
    expect(state).toBe('good')
    expect(evidence).toContain('There is no file /gone.conf.')
  })
})
