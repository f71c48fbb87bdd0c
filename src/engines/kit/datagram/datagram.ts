/** Room for one datagram in a batch, unless more is asked for. Longer ones are cut off by the system and counted as truncated. */
export const slotBytes = 2048
/** Slots of a batch; large ones are fewer, so that a batch has at most a megabyte. */
export const batchSlots = 64
/** The largest slot that may be asked for: any datagram fits. */
export const largeSlotBytes = 65_536
/** What the kernel is asked to buffer for each socket and direction. */
export const bufferBytes = 4 * 1024 * 1024

/** `address` is an IPv4 or IPv6 literal without brackets; IPv6 link-local ones carry their scope (`fe80::1%eth0`). */
export interface DatagramAddress {
  readonly address: string
  readonly port: number
}

/**
 * What one read brought: datagram `slot` (0 … count − 1) is `bytes` from `slot * slotBytes` on, `lengths[slot]` long.
 * All of it is valid only until the reader returns.
 */
export interface Batch {
  readonly bytes: Buffer
  readonly slotBytes: number
  readonly lengths: Int32Array
  /**
   * Length of each datagram in a slot. Where the kernel joins those of one sender (see `DatagramIoOptions`) a slot may
   * hold several of this length, the last perhaps shorter; else it is the slot's length.
   */
  readonly segments: Int32Array
  /** The number that `remember` had given the sender's address when the batch was read, or −1. */
  readonly peers: Int32Array
  readonly count: number
  /** Who sent it; only for slots whose peer is −1, because it allocates. */
  sender(slot: number): DatagramAddress
}

/** Numbers that only rise. Plain `dgram` follows one forwarded datagram in 16; of the others it counts no failures. */
export interface DatagramCounters {
  received: number
  receivedBytes: number
  sent: number
  sentBytes: number
  /** Not sent because the system's buffer was full (EAGAIN, ENOBUFS). The socket goes on. */
  dropped: number
  /** Not sent for another reason, or an error told about an earlier one; `fault` holds the newest code. */
  failed: number
  /** Received longer than a slot. */
  truncated: number
}

export interface DatagramSocket {
  readonly local: DatagramAddress
  readonly counters: Readonly<DatagramCounters>
  /** Whether datagrams are never cut into fragments. */
  readonly whole: boolean
  /** The system's code of the newest failure, such as `ENETUNREACH` or `ECONNREFUSED`; empty before the first. */
  readonly fault: string
  /** Gives an address a small number, to be sent to and recognised by. A socket that is connected has only peer 0. */
  remember(peer: DatagramAddress): number
  forget(peer: number): void
  /** Sends the datagram in `slot` of the batch being read to a peer when the reader returns, without copying it. */
  forward(slot: number, peer: number): void
  /** Sends bytes of our own at once; they may be reused after the call. */
  send(bytes: Uint8Array, peer: number): void
  /**
   * Sends `length` bytes as datagrams of `segment` bytes, the last perhaps shorter, with as few system calls as can be.
   * Returns how many bytes the system took: when its buffer is full the rest may be tried again later, and does not
   * count as dropped. The bytes may be reused after the call.
   */
  sendTrain(bytes: Uint8Array, length: number, segment: number, peer: number): number
  /**
   * The same, to an address that is not worth remembering. A connected socket sends to its peer only: there it counts
   * as failed (EISCONN).
   */
  sendTo(bytes: Uint8Array, to: DatagramAddress): void
  /** Nothing is read or sent any more. */
  close(): void
}

export interface DatagramOptions {
  /** Port 0 lets the system choose. The address `::` takes IPv4 too. */
  local: DatagramAddress
  /**
   * Lets the kernel pass only this peer's datagrams; it becomes peer 0. Replies that a multi-homed peer sends from
   * another of its addresses never arrive then.
   */
  connect?: DatagramAddress
  /** Bind to an interface by name, where the system needs it. Failing is a fault of code `address-unavailable`. */
  interface?: string
  /**
   * Datagrams are never cut into fragments: longer than the interface or the path takes they fail (EMSGSIZE) or vanish.
   * Where that cannot be set (see `whole`) they may be cut.
   */
  whole?: boolean
}

/** What all sockets of an io have in common. */
export interface DatagramIoOptions {
  /** Room for one datagram in a batch, at most `largeSlotBytes`. */
  slotBytes?: number
  /** The kernel may join datagrams of one sender into a slot (Linux UDP_GRO), where it can. Slots should be large. */
  join?: boolean
}

/**
 * Reads and writes UDP in batches. One engine has one of these; its sockets share the batch, so a datagram read from
 * one socket is forwarded by another without being copied.
 */
export interface DatagramIo {
  readonly kind: 'native' | 'dgram'
  /**
   * `read` gets what arrived, at most `batchSlots` at a time; what it forwards leaves when it returns. Throws
   * faults of code `port-in-use`, `port-denied`, `address-unavailable` or `listen-failed`.
   */
  open(options: DatagramOptions, read: (batch: Batch) => void): Promise<DatagramSocket>
  /** Closes every socket. */
  close(): void
}
