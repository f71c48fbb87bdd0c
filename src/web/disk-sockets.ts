import { maxMessageBytes } from '../transfer/disk-messages.ts'
import { type DiskPipe, socketPipe } from '../transfer/disk-pipes.ts'
import { Sockets } from './sockets.ts'

const maxSockets = 64

/** What pages write received files over, each transfer on a WebSocket of its own. */
export const diskSockets = (disk: { serve(pipe: DiskPipe): void }): Sockets =>
  new Sockets({
    maxSockets,
    maxMessageBytes,
    serve: (socket) => disk.serve(socketPipe(socket as never)),
  })
