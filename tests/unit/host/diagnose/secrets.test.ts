import { describe, expect, test } from 'vitest'
import { secretsIn, withoutSecrets } from '../../../../src/host/diagnose/secrets.ts'

/** Each holds `hunter2-S3cret` or what it says itself, in one of the forms in which secrets get into texts. */
const planted: readonly [string, string][] = [
  ['an RTSP address', 'rtsp://admin:hunter2-S3cret@10.0.0.5:554/stream1 answers 401'],
  ['a password with an @ in it', 'rtsp://admin:hunter2-S3cret@x@10.0.0.5/'],
  ['a password with a slash in it', 'rtsp://admin:hunter2-S3cret/9@10.0.0.5/'],
  ['an escaped password', 'http://u:hunter2-S3cret%40@cam.local/'],
  ['a token for a name', 'https://hunter2-S3cret@api.example.net/v1'],
  ['a TURN server', 'turn:user:hunter2-S3cret@relay.example.net:3478'],
  ['a query', 'http://cam/video?user=admin&pwd=hunter2-S3cret&x=1'],
  ['a signed query', 'https://s3/x?X-Amz-Signature=hunter2-S3cret'],
  ['an SRT passphrase', 'srt://host:9000?mode=caller&passphrase=hunter2-S3cret'],
  ['an SRT stream id', 'srt://host:9000?streamid=hunter2-S3cret&latency=200'],
  ['an RTMP stream key', 'rtmp://live.example.net/app/hunter2-S3cret'],
  ['a setting', 'password = hunter2-S3cret'],
  ['a setting in quotes', 'Password: "hunter2-S3cret with spaces"'],
  ['JSON', '{"url":"turn:x","credential":"hunter2-S3cret","username":"u"}'],
  ['escaped JSON', '{"token":"hunter2-S3cret\\"more"}'],
  ['an environment', 'API_KEY=hunter2-S3cret hawser'],
  ['a command', 'ffmpeg --passphrase hunter2-S3cret -i x'],
  ['a header', 'Authorization: Basic aHVudGVyMi1TM2NyZXQ='],
  ['a digest', 'Authorization: Digest username="a", response="hunter2-S3cret", nonce="x"'],
  ['a bearer', 'sent Bearer hunter2-S3cret.x'],
  ['a cookie', 'Set-Cookie: session=hunter2-S3cret; Path=/'],
  ['a JWT', 'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJodW50ZXIyIn0.hunter2-S3cret'],
  ['a WireGuard key', 'PrivateKey = yAnz5TF+lXXJte14tji3zlMNq+hd2rYUIgJBgB3fBmk='],
  ['a bare WireGuard key', 'peer yAnz5TF+lXXJte14tji3zlMNq+hd2rYUIgJBgB3fBmk= endpoint 10.0.0.1:51820'],
  ['a preshared key', 'PresharedKey=hunter2-S3cret'],
  ['a PEM key', '-----BEGIN PRIVATE KEY-----\nhunter2-S3cret\n-----END PRIVATE KEY-----'],
  ['a PEM key without its end', '-----BEGIN OPENSSH PRIVATE KEY-----\nhunter2-S3cret'],
  ['a hexadecimal key', 'key 9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08'],
  ['a token of a service', 'found ghp_16C7e42F292c6912E7710c838347Ae178B4a in it'],
]
const leaks = /hunter2|S3cret|aHVudGVy|yAnz5TF|9f86d081|ghp_16C7|eyJhbGci|eyJzdWIi/

describe('planted secrets', () => {
  test.each(planted)('%s', (_, text) => {
    expect(text).toMatch(leaks)
    const clean = withoutSecrets(text)
    expect(clean).not.toMatch(leaks)
    expect(clean).toContain('[removed]')
    expect(withoutSecrets(clean)).toBe(clean)
  })

  test('in the midst of much else, twice in a line', () => {
    const text = `a\nurl=rtsp://u:hunter2-S3cret@h/ then http://v:hunter2-S3cret@g/x?token=hunter2-S3cret\nb`
    expect(withoutSecrets(text)).toBe(
      'a\nurl=rtsp://[removed]@h/ then http://[removed]@g/x?token=[removed]\nb',
    )
  })
})

describe('what people need stays', () => {
  test.each([
    'ip link set wg0 mtu 1280',
    'PersistentKeepalive = 25, AllowedIPs = 10.0.0.0/24, Endpoint = vpn.example.net:51820',
    'rtsp://10.0.0.5:554/stream1 answers 401: it asks for a password, which is healthy.',
    'Two DNS servers: 10.0.0.1 (12 ms), 2001:db8::53 (80 ms)',
    'Interface {4D36E972-E325-11CE-BFC1-08002BE10318} has MTU 1420',
    'sysctl -w net.core.rmem_max=4194304',
    'stun:stun.example.net:3478 did not answer; turn:relay.example.net:3478 did',
    'Basic things work; Bearer of news',
    'Set-NetIPInterface -InterfaceAlias "wg0" -NlMtuBytes 1280',
    'The key exchange is done once in 2 minutes.',
  ])('%s', (text) => {
    expect(withoutSecrets(text)).toBe(text)
  })
})

test('a secret that is known goes wherever it stands, in any of its spellings', () => {
  const clean = withoutSecrets('it said pass/word"1 and pass%2Fword%221 and pass/word\\"1', ['pass/word"1'])
  expect(clean).not.toContain('word')
})

test('names of people in paths of their homes are left out', () => {
  expect(withoutSecrets('/home/maria/wg0.conf, C:\\Users\\Maria\\wg0.conf, /Users/maria/x')).toBe(
    '~/wg0.conf, ~\\wg0.conf, ~/x',
  )
})

test('every secret of the settings is found by the name of its field', () => {
  const settings = {
    tunnel: {
      ways: [{ name: 'Van', password: 'socks-pass', guacd: { parameters: { password: 'vnc-pass' } } }],
    },
    transfer: { iceServers: [{ url: 'turn:x', username: 'u', credential: 'turn-pass' }] },
    rules: [{ name: 'password' }],
    pin: 'no',
  }
  expect(secretsIn(settings).sort()).toEqual(['socks-pass', 'turn-pass', 'vnc-pass'])
})

test('a long hostile text is done with at once', () => {
  const began = performance.now()
  for (const part of ['a://', 'password=', 'eyJ', ':', '@', '-----BEGIN ', 'A1', '"', '?x=', '/home/'])
    withoutSecrets(part.repeat(20_000 / part.length))
  expect(performance.now() - began).toBeLessThan(5000)
})
