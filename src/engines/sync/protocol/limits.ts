/** What one device may ask of another, or send to it. */
export const limits = {
  /** A chunk, bytes. */
  chunkBytes: 4 * 1024 * 1024,
  /** No chunk but a file's last is shorter. */
  leastChunkBytes: 16 * 1024,
  /** Chunks of one request, and bytes of all of them. */
  wants: 1024,
  wantBytes: 32 * 1024 * 1024,
  /** Chunks of one file: its manifest has 36 bytes for each. */
  manifestChunks: 4 * 1024 * 1024,
  folders: 1000,
  /** Devices that may have changed one path. */
  versionDevices: 256,
  versionCount: 2 ** 48,
  /** Requests of a device that are open at once. */
  requests: 512,
} as const
