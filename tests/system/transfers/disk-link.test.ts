import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { MessageChannel } from 'node:worker_threads'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { WebSocket } from 'ws'
import { DiskServer } from '../../../src/host/transfers/disk-server.ts'
import { DiskSource } from '../../../src/host/transfers/disk-source.ts'
import { RemoteSink } from '../../../src/transfer/disk-link.ts'
import { portPipe, socketPipe } from '../../../src/transfer/disk-pipes.ts'
import { blockBytes } from '../../../src/transfer/files.ts'
import { clientOver, closing, openShell, outcome, type Shell } from '../web/harness.ts'
import { bytesOf, carry, manifestOf, never, temporary, tree, writeTree } from './carry.ts'

const files = {
  'Card/A001.mov': bytesOf(20 * blockBytes + 5),
  'Card/sub/note.txt': bytesOf(100, 2),
  'Card/sub/empty': new Uint8Array(0),
}

describe('the disk of the web shell', () => {
  let shell: Shell
  let headers: Record<string, string>
  beforeAll(async () => {
    shell = await openShell()
    headers = { cookie: await shell.enter(), origin: shell.origin }
  })
  afterAll(() => shell[Symbol.asyncDispose]())

  const ticketFor = async (folder: string) => {
    const wire = shell.openSocket(headers)
    const { ticket } = await clientOver(wire).openDisk({ folder })
    const gone = closing(wire)
    wire.close()
    await gone
    return ticket
  }
  const open = (more: Record<string, string> = {}): WebSocket => {
    const socket = shell.openSocket({ ...headers, ...more }, '/disk')
    socket.binaryType = 'arraybuffer'
    return socket
  }

  test('takes files from a page, which arrive as they are', async () => {
    await using from = await temporary()
    await using to = await temporary()
    await writeTree(from.path, files)
    const sink = new RemoteSink(socketPipe(open() as never), await ticketFor(to.path))
    const source = await DiskSource.open([join(from.path, 'Card')])
    await carry(source, sink, await sink.open(await manifestOf(source), never))
    await sink.close(true)
    expect(await tree(to.path)).toEqual(await tree(from.path))
  })

  test('keeps what has come when the page is gone, for the next time', async () => {
    await using from = await temporary()
    await using to = await temporary()
    await writeTree(from.path, files)
    const source = await DiskSource.open([join(from.path, 'Card')])
    const manifest = await manifestOf(source)
    const socket = open()
    const first = new RemoteSink(socketPipe(socket as never), await ticketFor(to.path))
    await carry(source, first, await first.open(manifest, never), { until: (blocks) => blocks === 7 })
    socket.terminate()
    await expect(first.write(1, 19, new Uint8Array(blockBytes))).rejects.toMatchObject({ code: 'closed' })

    let progress: Awaited<ReturnType<RemoteSink['open']>> | undefined
    let second: RemoteSink | undefined
    // Until the host has heard that the page is gone, the transfer is in other hands.
    await expect
      .poll(async () => {
        second = new RemoteSink(socketPipe(open() as never), await ticketFor(to.path))
        progress = await second.open(manifest, never).catch(() => undefined)
        return progress !== undefined
      })
      .toBe(true)
    expect(progress?.partial.get(1)?.[0]).toBe(0b1111111)
    await carry(source, second!, progress!)
    await second!.close(true)
    expect(await tree(to.path)).toEqual(await tree(from.path))
  })

  test('is closed to whoever has no session, and to foreign pages', async () => {
    expect(await outcome(open({ cookie: '' }))).toBe(401)
    expect(await outcome(open({ origin: 'http://evil.example' }))).toBe(403)
    expect(await outcome(open({ 'sec-fetch-site': 'cross-site' }))).toBe(403)
  })

  test('takes a ticket once, and nothing without one', async () => {
    await using to = await temporary()
    const ticket = await ticketFor(to.path)
    await using from = await temporary()
    await writeTree(from.path, { a: bytesOf(5) })
    const manifest = await manifestOf(await DiskSource.open([join(from.path, 'a')]))
    const first = new RemoteSink(socketPipe(open() as never), ticket)
    await first.open(manifest, never)
    await first.close(false)
    const again = new RemoteSink(socketPipe(open() as never), ticket)
    await expect(again.open(manifest, never)).rejects.toMatchObject({ code: 'closed' })
    const none = new RemoteSink(socketPipe(open() as never), '')
    await expect(none.open(manifest, never)).rejects.toMatchObject({ code: 'closed' })
    expect(await readdir(to.path)).toEqual([])
  })

  test('ends a connection that sends no message of ours', async () => {
    const socket = open()
    expect(await outcome(socket)).toBe('open')
    const gone = closing(socket)
    socket.send(Buffer.from('hello'))
    await gone
  })
})

test('the disk takes files over a port, and ends with what was received safe', async () => {
  await using from = await temporary()
  await using to = await temporary()
  await writeTree(from.path, files)
  const reported: unknown[] = []
  const disk = new DiskServer(Date.now, (error) => reported.push(error))
  const serve = () => {
    const { port1, port2 } = new MessageChannel()
    disk.serve(portPipe(port1 as never))
    return new RemoteSink(portPipe(port2 as never), disk.ticket(to.path))
  }
  const source = await DiskSource.open([join(from.path, 'Card')])
  const manifest = await manifestOf(source)
  const sink = serve()
  await carry(source, sink, await sink.open(manifest, never))
  await sink.close(true)
  expect(await tree(to.path)).toEqual(await tree(from.path))

  const second = serve()
  await carry(source, second, await second.open(manifest, never), { until: (blocks) => blocks === 3 })
  await disk[Symbol.asyncDispose]()
  expect(Object.keys(await tree(join(to.path, 'Card (2)')))).toContain('A001.mov.part')
  expect(reported).toEqual([])
})
