import type { Socket } from 'node:net'
import { listen } from '../forward-engine.ts'

const width = 64
const height = 48

/** What the protocol has at this place: how many bytes are awaited, and what becomes of them. */
interface Step {
  bytes: number
  take(bytes: Buffer): Step
}

/** A desktop of one colour that changes with each update: RFB 3.3 without a password (RFC 6143). */
export const startVncServer = () =>
  listen((socket) => {
    let rest = Buffer.alloc(0)
    let step = greet(socket)
    socket.on('error', () => {})
    socket.on('data', (bytes: Buffer) => {
      rest = Buffer.concat([rest, bytes])
      while (rest.length >= step.bytes) {
        const taken = rest.subarray(0, step.bytes)
        rest = rest.subarray(step.bytes)
        step = step.take(taken)
      }
    })
  })

function greet(socket: Socket): Step {
  socket.write('RFB 003.003\n')
  return {
    bytes: 12,
    take() {
      socket.write(Buffer.from([0, 0, 0, 1]))
      return {
        bytes: 1,
        take() {
          socket.write(serverInit())
          return messages(socket)
        },
      }
    },
  }
}

/** RFC 6143 §7.3.2: 32 bits a pixel, true colour. */
function serverInit(): Buffer {
  const name = Buffer.from('test')
  const head = Buffer.alloc(24)
  head.writeUInt16BE(width, 0)
  head.writeUInt16BE(height, 2)
  head.set([32, 24, 0, 1, 0, 255, 0, 255, 0, 255, 16, 8, 0], 4)
  head.writeUInt32BE(name.length, 20)
  return Buffer.concat([head, name])
}

/** RFC 6143 §7.5; by their first byte, how many more they have. */
const lengths: Readonly<Record<number, number>> = { 0: 19, 2: 3, 3: 9, 4: 7, 5: 5, 6: 7 }

function messages(socket: Socket): Step {
  let updates = 0
  let timer: NodeJS.Timeout | undefined
  socket.once('close', () => clearTimeout(timer))
  const begin: Step = {
    bytes: 1,
    take([type = 0]) {
      const bytes = lengths[type]
      if (bytes === undefined) {
        socket.destroy()
        return begin
      }
      return {
        bytes,
        take(body) {
          if (type === 2) return { bytes: body.readUInt16BE(1) * 4, take: () => begin }
          if (type === 6) return { bytes: body.readUInt32BE(3), take: () => begin }
          if (type === 3) update()
          return begin
        },
      }
    },
  }
  function update() {
    const shade = (updates++ * 40) % 256
    // At most some a second, as a desktop changes.
    clearTimeout(timer)
    timer = setTimeout(() => {
      const head = Buffer.alloc(16)
      head.writeUInt16BE(1, 2)
      head.writeUInt16BE(width, 8)
      head.writeUInt16BE(height, 10)
      socket.write(Buffer.concat([head, Buffer.alloc(width * height * 4, shade)]))
    }, 50)
  }
  return begin
}
