import { RemoteSink } from '../../../transfer/disk-link.ts'
import { portPipe, socketPipe } from '../../../transfer/disk-pipes.ts'
import type { Sink } from '../../../transfer/files.ts'
import { SpeedTestSink } from '../../../transfer/speed-test.ts'
import type { Door } from './messages.ts'

export function openDoor(door: Door): Sink {
  if (door.to === 'memory') return new SpeedTestSink()
  if (door.to === 'port') return new RemoteSink(portPipe(door.port as never), door.ticket)
  const socket = new WebSocket(door.url)
  socket.binaryType = 'arraybuffer'
  return new RemoteSink(socketPipe(socket), door.ticket)
}
