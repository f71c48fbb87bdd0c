import { once } from 'node:events'
import { readFile, rm } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ffmpeg } from '../ffmpeg.ts'

const boundary = 'picture'
const page = '<!doctype html><title>Camera</title><img id="live" src="/live">'

/** The pictures of a moving test picture, JPEG each. */
async function testPictures(count: number): Promise<Buffer[]> {
  const file = join(tmpdir(), `hawser-camera-${process.pid}.mjpeg`)
  const source = `testsrc=size=320x240:rate=25:duration=${count / 25}`
  await ffmpeg('-f', 'lavfi', '-i', source, '-c:v', 'mjpeg', '-f', 'mjpeg', file)
  const bytes = await readFile(file)
  await rm(file)
  const pictures: Buffer[] = []
  const start = Buffer.from([0xff, 0xd8, 0xff])
  for (let at = 0; at >= 0 && at < bytes.length; ) {
    const next = bytes.indexOf(start, at + 3)
    pictures.push(bytes.subarray(at, next < 0 ? bytes.length : next))
    at = next
  }
  return pictures
}

/** A camera's web page with its live picture: MJPEG over HTTP, at its own pace, for as long as somebody looks. */
export async function startCamera({ fps = 10 } = {}) {
  const pictures = await testPictures(20)
  let sent = 0
  const server = createServer((request, response) => {
    if (request.url !== '/live') {
      response.setHeader('Content-Type', 'text/html')
      response.end(page)
      return
    }
    response.writeHead(200, { 'Content-Type': `multipart/x-mixed-replace;boundary=${boundary}` })
    let next = 0
    const timer = setInterval(() => {
      const picture = pictures[next++ % pictures.length]!
      response.write(`--${boundary}\r\nContent-Type: image/jpeg\r\nContent-Length: ${picture.length}\r\n\r\n`)
      response.write(picture)
      response.write('\r\n')
      sent++
    }, 1000 / fps)
    response.on('close', () => clearInterval(timer))
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    port: (server.address() as AddressInfo).port,
    /** Pictures so far. */
    sent: () => sent,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      server.close()
    },
  }
}
