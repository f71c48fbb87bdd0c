import { once } from 'node:events'
import { type AddressInfo, createServer, Socket } from 'node:net'
import { Duplex, PassThrough } from 'node:stream'
import { expect, test } from 'vitest'
import { WebSocketServer } from 'ws'
import { connect, socketLink } from '../../../src/wire/index.ts'
import { lineLink } from '../../../src/wire/line-link.ts'
import { serveSubject, subjectContract } from '../../support/wire/subject.ts'

const portOf = (server: { address(): unknown }) => (server.address() as AddressInfo).port

test('what is asked while a WebSocket still connects is sent once it is open, in order', async () => {
  const server = new WebSocketServer({ host: '127.0.0.1', port: 0 })
  await once(server, 'listening')
  server.on('connection', (socket) => serveSubject(socketLink(socket)))
  const socket = new WebSocket(`ws://127.0.0.1:${portOf(server)}`)
  const client = connect(subjectContract, socketLink(socket))
  expect(await Promise.all(['a', 'b', 'c'].map((text) => client.echo({ text })))).toEqual(['a', 'b', 'c'])
  socket.close()
  await new Promise((resolve) => server.close(resolve))
})

test('a WebSocket that never connects rejects what was asked of it', async () => {
  const server = createServer((socket) => socket.destroy()).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const client = connect(subjectContract, socketLink(new WebSocket(`ws://127.0.0.1:${portOf(server)}`)))
  await expect(client.nothing()).rejects.toMatchObject({ code: 'closed' })
  await new Promise((resolve) => server.close(resolve))
})

test('a link made over a WebSocket or a socket that is closed already rejects at once', async () => {
  const socket = new WebSocket('ws://127.0.0.1:1')
  await new Promise((resolve) => socket.addEventListener('close', resolve))
  await expect(connect(subjectContract, socketLink(socket)).nothing()).rejects.toMatchObject({
    code: 'closed',
  })

  const stream = new Socket()
  stream.destroy()
  await expect(connect(subjectContract, lineLink(stream)).nothing()).rejects.toMatchObject({ code: 'closed' })
})

test('a line may arrive a byte at a time, and several in one piece', () => {
  const stream = new PassThrough()
  const frames: unknown[] = []
  lineLink(stream).receive(
    (frame) => frames.push(frame),
    () => {},
  )
  for (const byte of Buffer.from('{"id":1,"text":"ü"}\n')) stream.emit('data', Buffer.of(byte))
  stream.emit('data', Buffer.from('{"id":2}\n{"id":3}\nnot json\n'))
  expect(frames).toEqual([{ id: 1, text: 'ü' }, { id: 2 }, { id: 3 }, undefined])
})

test('a line without end closes the connection instead of filling the memory', () => {
  const stream = new Duplex({ read() {}, write: (_chunk, _encoding, done) => done() })
  lineLink(stream).receive(
    () => {},
    () => {},
  )
  const piece = Buffer.alloc(1_000_000, 'x')
  for (let n = 0; n < 40 && !stream.destroyed; n++) stream.emit('data', piece)
  expect(stream.destroyed).toBe(true)
})
