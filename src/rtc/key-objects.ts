import crypto, { type CipherKey, type KeyObject } from 'node:crypto'
import { syncBuiltinESMExports } from 'node:module'

const packetBytes = 1200
const rounds = 100
const turns = 6
const names = ['createCipheriv', 'createDecipheriv'] as const

/** Ciphers of werift get a new key object for each packet. On some versions of Node that costs more than the cipher itself. */
export function keyObjectsAreFaster(): boolean {
  const bytes = new Uint8Array(16)
  const object = crypto.createSecretKey(bytes)
  let bytesMs = Number.POSITIVE_INFINITY
  let objectMs = Number.POSITIVE_INFINITY
  // The first of each is compiled meanwhile, and others of a busy machine are held up: the shortest counts.
  for (let turn = 0; turn < turns; turn++) {
    bytesMs = Math.min(bytesMs, timeOf(bytes))
    objectMs = Math.min(objectMs, timeOf(object))
  }
  return objectMs < bytesMs * 0.8
}

function timeOf(key: CipherKey): number {
  const packet = new Uint8Array(packetBytes)
  const nonce = new Uint8Array(12)
  const from = performance.now()
  for (let round = 0; round < rounds; round++) {
    const cipher = crypto.createCipheriv('aes-128-gcm', key, nonce)
    cipher.update(packet)
    cipher.final()
    cipher.getAuthTag()
  }
  return performance.now() - from
}

/** Until the returned function is called, ciphers of this process are made with one key object for each key. */
export function shareKeyObjects(): () => void {
  const objects = new WeakMap<object, KeyObject>()
  const objectOf = (key: unknown): unknown => {
    if (!ArrayBuffer.isView(key)) return key
    let object = objects.get(key)
    if (object === undefined) {
      object = crypto.createSecretKey(key as Uint8Array)
      objects.set(key, object)
    }
    return object
  }
  const table = crypto as unknown as Record<string, (...values: unknown[]) => unknown>
  const before = names.map((name) => table[name]!)
  names.forEach((name, place) => {
    table[name] = (algorithm, key, ...rest) => before[place]!(algorithm, objectOf(key), ...rest)
  })
  syncBuiltinESMExports()
  return () => {
    names.forEach((name, place) => {
      table[name] = before[place]!
    })
    syncBuiltinESMExports()
  }
}
