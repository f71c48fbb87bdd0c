/** An image of so many pixels each way, as PNG. */
export interface Picture {
  size: number
  png: Uint8Array
}

/** The types of ICNS that hold a PNG, by size; the second one is the same for screens of double density. */
const icnsTypes: Readonly<Record<number, readonly string[]>> = {
  16: ['icp4'],
  32: ['icp5', 'ic11'],
  64: ['icp6', 'ic12'],
  128: ['ic07'],
  256: ['ic08', 'ic13'],
  512: ['ic09', 'ic14'],
  1024: ['ic10'],
}

/** An icon of Windows: a directory of 6 + 16 · n bytes, then the pictures, which may be PNG since Vista. */
export function icoFile(pictures: readonly Picture[]): Buffer {
  const fit = pictures.filter(({ size }) => size <= 256)
  const directory = Buffer.alloc(6 + 16 * fit.length)
  directory.writeUInt16LE(1, 2)
  directory.writeUInt16LE(fit.length, 4)
  let at = directory.length
  for (const [place, { size, png }] of fit.entries()) {
    const entry = 6 + 16 * place
    // 256 is written as 0.
    directory.writeUInt8(size % 256, entry)
    directory.writeUInt8(size % 256, entry + 1)
    directory.writeUInt16LE(1, entry + 4)
    directory.writeUInt16LE(32, entry + 6)
    directory.writeUInt32LE(png.length, entry + 8)
    directory.writeUInt32LE(at, entry + 12)
    at += png.length
  }
  return Buffer.concat([directory, ...fit.map(({ png }) => png)])
}

/** An icon of macOS: `icns`, the length of all, then type, length and PNG of each. */
export function icnsFile(pictures: readonly Picture[]): Buffer {
  const parts = pictures.flatMap(({ size, png }) =>
    (icnsTypes[size] ?? []).map((type) => Buffer.concat([head(type, png.length), png])),
  )
  const length = parts.reduce((sum, part) => sum + part.length, 0)
  return Buffer.concat([head('icns', length), ...parts])
}

/** `length`: of what comes after these 8 bytes. */
function head(type: string, length: number): Buffer {
  const bytes = Buffer.alloc(8)
  bytes.write(type, 'latin1')
  bytes.writeUInt32BE(length + 8, 4)
  return bytes
}
