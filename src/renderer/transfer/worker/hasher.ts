import { createBLAKE3 } from 'hash-wasm'
import type { Hasher } from '../../../transfer/files.ts'

/** BLAKE3 by WebAssembly: browsers have none of their own. */
export async function openHasher(): Promise<Hasher> {
  const blake3 = await createBLAKE3()
  return {
    hash(bytes) {
      blake3.init()
      blake3.update(bytes)
      return blake3.digest('binary')
    },
  }
}
