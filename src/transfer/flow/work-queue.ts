/** A run of bytes of one file that one lane takes. */
export interface Work {
  transfer: number
  file: number
  offset: number
  bytes: number
}

/** What is sent next: transfers share alike, a file in order, those that are wished for first, and before all what lost lanes gave back. */
export class WorkQueue {
  /** Bytes that nobody has taken. */
  get waitingBytes(): number {
    return 0
  }

  /** `size` bytes of a file; `has`: blocks that the receiver has, one bit each, lowest first (none if left out). A file that is there already starts over. */
  add(_transfer: number, _file: number, _size: number, _has?: Uint8Array): void {}

  /** A run of at most `maxBytes`, within one file; each piece of a file is given once, unless it is given back. */
  next(_maxBytes: number): Work | undefined {
    return undefined
  }

  /** It did not arrive. What is of a transfer or file that was removed meanwhile is dropped. The object is the queue's again. */
  giveBack(_work: Work): void {}

  /** It has arrived. The object is the queue's again. */
  done(_work: Work): void {}

  /** This file before the others of its transfer. */
  prefer(_transfer: number, _file: number): void {}

  pause(_transfer: number, _paused: boolean): void {}

  removeFile(_transfer: number, _file: number): void {}

  remove(_transfer: number): void {}
}
