import { maxMessageBytes } from '../transfer/disk-messages.ts'
import { type DiskPipe, socketPipe } from '../transfer/disk-pipes.ts'
import { Sockets } from './sockets.ts'

const maxSockets = 64
/** Answers are short: this is the answers to tens of thousands of messages. */
const maxWaitingBytes = 4 * 1024 * 1024

/** What pages write received files over, each transfer on a WebSocket of its own. */
export const diskSockets = (disk: { serve(pipe: DiskPipe): void }, unread: () => void): Sockets =>
  new Sockets({
    maxSockets,
    maxMessageBytes,
    maxWaitingBytes,
    unread,
    serve: (socket) => disk.serve(socketPipe(socket as never)),
  })
