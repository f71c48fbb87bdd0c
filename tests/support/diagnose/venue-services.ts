// What a venue has, for one address: a camera, DNS, STUN, a time server and a web page. Runs as a program of its own.
import { createSocket, type RemoteInfo } from 'node:dgram'
import { createServer } from 'node:net'

export interface VenueFaults {
  /** Answers of DNS come so late; -1 never. */
  dnsDelayMs?: number
  /** How far the time server is ahead. */
  clockMs?: number
  /** Whoever asks for a page is sent to a login page. */
  portal?: boolean
  /** `closed`: nothing listens; `full`: no place for another viewer; `mute`: it takes connections and says nothing. */
  camera?: 'closed' | 'full' | 'mute'
}

export const venue = { address: '10.72.0.7', cameraPort: 8554, name: 'portal.test' }

/** Begins to serve; resolves when everything listens. */
export async function serveVenue(faults: VenueFaults): Promise<void> {
  await Promise.all([
    udp(53, (bytes, reply) => {
      const { dnsDelayMs = 0 } = faults
      if (dnsDelayMs >= 0) setTimeout(() => reply(dnsAnswer(bytes)), dnsDelayMs)
    }),
    udp(3478, (bytes, reply, from) => reply(stunAnswer(bytes, from))),
    udp(123, (bytes, reply) => reply(timeAnswer(bytes, faults.clockMs ?? 0))),
    tcp(3478, () => ''),
    tcp(80, () =>
      faults.portal
        ? 'HTTP/1.1 302 Found\r\nLocation: http://login.test/\r\nContent-Length: 0\r\nConnection: close\r\n\r\n'
        : 'HTTP/1.1 200 OK\r\nContent-Length: 7\r\nConnection: close\r\n\r\nSuccess',
    ),
    ...(faults.camera === 'closed' ? [] : [tcp(venue.cameraPort, (head) => camera(head, faults))]),
  ])
}

function udp(
  port: number,
  answer: (bytes: Buffer, reply: (bytes: Buffer) => void, from: RemoteInfo) => void,
) {
  const socket = createSocket('udp4')
  socket.on('error', () => {})
  socket.on('message', (bytes, from) => {
    answer(bytes, (reply) => socket.send(reply, from.port, from.address), from)
  })
  return new Promise<void>((resolve) => socket.bind(port, venue.address, resolve))
}

/** Answers each head of a request. */
function tcp(port: number, answer: (head: string) => string) {
  const server = createServer((socket) => {
    let text = ''
    socket.on('error', () => {})
    socket.on('data', (bytes) => {
      text += bytes.toString('latin1')
      let answers = ''
      for (let end = text.indexOf('\r\n\r\n'); end >= 0; end = text.indexOf('\r\n\r\n')) {
        answers += answer(text.slice(0, end))
        text = text.slice(end + 4)
      }
      if (answers !== '') socket.write(answers)
      if (/Connection: close/.test(answers)) socket.end()
    })
  })
  return new Promise<void>((resolve) => server.listen(port, venue.address, resolve))
}

function camera(head: string, faults: VenueFaults): string {
  if (faults.camera === 'mute') return ''
  const isDescribe = head.startsWith('DESCRIBE')
  const status = isDescribe
    ? faults.camera === 'full'
      ? '453 Not Enough Bandwidth'
      : '401 Unauthorized'
    : '200 OK'
  const who = isDescribe
    ? 'WWW-Authenticate: Digest realm="camera", nonce="1"\r\n'
    : 'Public: OPTIONS, DESCRIBE\r\n'
  const number = /CSeq: (\d+)/.exec(head)?.[1] ?? '0'
  return `RTSP/1.0 ${status}\r\nCSeq: ${number}\r\n${who}Server: Camera ${'x'.repeat(300)}\r\n\r\n`
}

/** Every name below `.test` has the address of the venue, and no other name exists. */
function dnsAnswer(question: Buffer): Buffer {
  const name = question.toString('latin1', 12)
  const end = 12 + name.indexOf('\0') + 5
  const isKnown = name.includes('\x04test\0')
  const isRoot = question[12] === 0
  const hasAddress = isKnown && question.readUInt16BE(end - 4) === 1
  const head = Buffer.from(question.subarray(0, end))
  head.writeUInt16BE(0x8180 | (isKnown || isRoot ? 0 : 3), 2)
  head.writeUInt16BE(hasAddress ? 1 : 0, 6)
  head.fill(0, 8, 12)
  if (!hasAddress) return head
  const address = venue.address.split('.').map(Number)
  return Buffer.concat([head, Buffer.from([0xc0, 12, 0, 1, 0, 1, 0, 0, 0, 60, 0, 4, ...address])])
}

function stunAnswer(question: Buffer, { address, port }: RemoteInfo): Buffer {
  const answer = Buffer.alloc(32)
  question.copy(answer, 0, 0, 20)
  answer.writeUInt16BE(0x0101, 0)
  answer.writeUInt16BE(12, 2)
  answer.writeUInt32BE(0x00200008, 20)
  answer[25] = 1
  answer.writeUInt16BE(port ^ 0x2112, 26)
  const cookie = [0x21, 0x12, 0xa4, 0x42]
  for (const [place, part] of address.split('.').entries()) answer[28 + place] = Number(part) ^ cookie[place]!
  return answer
}

function timeAnswer(question: Buffer, aheadMs: number): Buffer {
  const answer = Buffer.alloc(48)
  answer.set([0x24, 2])
  question.copy(answer, 24, 40, 48)
  const seconds = (Date.now() + aheadMs) / 1000 + 2_208_988_800
  for (const at of [32, 40]) {
    answer.writeUInt32BE(Math.floor(seconds), at)
    answer.writeUInt32BE(Math.floor((seconds % 1) * 2 ** 32), at + 4)
  }
  return answer
}
