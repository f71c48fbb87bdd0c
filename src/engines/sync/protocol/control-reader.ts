import type { FileRecord } from '../model/record.ts'
import { violation } from './bytes.ts'
import type { Exchange } from './exchange.ts'
import { FrameDecoder, frameType } from './frame.ts'
import type { SharedFolder } from './host.ts'
import {
  decodeFolders,
  decodeGoodbye,
  decodeIndexBatch,
  decodeIndexEnd,
  decodeIndexRequest,
  type IndexRequest,
} from './messages.ts'

/** What comes on a control stream after the hello. Whatever returns a promise holds up what follows. */
export interface ControlHandlers {
  folders(folders: SharedFolder[]): void
  indexRequest(request: IndexRequest): void
  indexBatch(request: number, records: readonly FileRecord[]): Promise<void>
  indexEnd(request: number, sequence: number): void
  goodbye(code: string, text: string): void
}

type Handle = () => void | Promise<void>

const readBytes = 16 * 1024

/** Reads a control stream to its end. */
export class ControlReader {
  readonly #exchange: Exchange
  readonly #decoder = new FrameDecoder()

  constructor(exchange: Exchange) {
    this.#exchange = exchange
  }

  /** Throws what decoding throws, what a handler throws, and `closed`. */
  async run(handlers: ControlHandlers): Promise<void> {
    const bytes = new Uint8Array(readBytes)
    const ready: Handle[] = []
    for (;;) {
      const count = await this.#exchange.readSome(bytes)
      if (count === 0) {
        if (!this.#decoder.isBetween) throw violation('The control stream ends within a message.')
        return
      }
      this.#decoder.push(bytes.subarray(0, count), (type, body) => {
        ready.push(handleOf(type, body, handlers))
      })
      for (const handle of ready.splice(0)) await handle()
    }
  }
}

/** Decodes a frame at once, and returns what is to be done with it in its turn. */
function handleOf(type: number, body: Uint8Array, handlers: ControlHandlers): Handle {
  switch (type) {
    case frameType.folders: {
      const folders = decodeFolders(body)
      return () => handlers.folders(folders)
    }
    case frameType.indexRequest: {
      const request = decodeIndexRequest(body)
      return () => handlers.indexRequest(request)
    }
    case frameType.indexBatch: {
      const { request, records } = decodeIndexBatch(body)
      return () => handlers.indexBatch(request, records)
    }
    case frameType.indexEnd: {
      const { request, sequence } = decodeIndexEnd(body)
      return () => handlers.indexEnd(request, sequence)
    }
    case frameType.goodbye: {
      const { code, text } = decodeGoodbye(body)
      return () => handlers.goodbye(code, text)
    }
    default:
      throw violation('A message does not belong on the control stream.')
  }
}
