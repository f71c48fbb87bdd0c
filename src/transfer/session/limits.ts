/** What one end takes of the other at most. An end that keeps to the protocol does not come near most of them. */
export const limits = {
  entries: 100_000,
  /** Of a path in UTF-8, and of each part of it. */
  pathBytes: 4096,
  nameBytes: 255,
  /** Of all paths of a manifest together, characters. */
  pathChars: 16 * 1024 * 1024,
  /** Of one transfer: 16 TiB. */
  bytes: 2 ** 44,
  /** Of the name of a transfer, characters. */
  title: 200,
  /** Offers of the other side that nobody has answered. */
  openOffers: 16,
  /** Transfers that are under way, each direction. */
  transfers: 64,
  /** Of those that are over, so many are kept for the snapshot. */
  endedTransfers: 64,
  /** Plain text of a message on a control channel, bytes. */
  controlBytes: 60 * 1024,
  /** Characters of a part of a text that is sent in several messages: JSON may need six bytes for each. */
  partChars: 8 * 1024,
  /** Of a page of a list. */
  pageBytes: 32 * 1024,
  /** A snippet of text, characters. */
  textChars: 1024 * 1024,
  /** Snippets that may be in the making or come within a second. */
  textsPerSecond: 1000,
  /** Control messages that a peer may send within a second, of any kind. */
  controlPerSecond: 20_000,
  /** Blocks that are on their way: begun, and not yet known to be on the receiver's disk; bytes. */
  openBytes: 32 * 1024 * 1024,
  openBlocks: 4096,
  /** Of these the receiver takes twice as many, for those of a transfer that was cancelled may still count on one side. */
  openSlack: 2,
  /** What one end holds for what is on its way, about; bytes. */
  memoryBytes: 64 * 1024 * 1024,
  /** Times that a file is sent anew because it came out damaged. */
  redos: 3,
} as const
