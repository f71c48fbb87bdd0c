import { describe, expect, test } from 'vitest'
import { icnsFile, icoFile } from '../../../scripts/icon-files.ts'
import { machineOf, readMachine } from '../../../scripts/machine-of.mjs'

const picture = (size: number) => ({ size, png: Buffer.alloc(size, 'p') })

test('an icon of Windows lists each picture up to 256 pixels, and where it lies', () => {
  const file = icoFile([picture(16), picture(256), picture(512)])
  expect(file.subarray(0, 6)).toEqual(Buffer.from([0, 0, 1, 0, 2, 0]))
  expect([file[6], file[22]]).toEqual([16, 0])
  const [length, at] = [file.readUInt32LE(22 + 8), file.readUInt32LE(22 + 12)]
  expect(file.subarray(at, at + length)).toEqual(picture(256).png)
  expect(file.length).toBe(at + length)
})

test('an icon of macOS holds each picture under its types', () => {
  const file = icnsFile([picture(16), picture(32), picture(24)])
  expect(file.toString('latin1', 0, 4)).toBe('icns')
  expect(file.readUInt32BE(4)).toBe(file.length)
  expect(file.toString('latin1', 8, 12)).toBe('icp4')
  expect(file.readUInt32BE(12)).toBe(24)
  expect(file.toString('latin1').match(/ic[a-z0-9]{2}/g)).toEqual(['icns', 'icp4', 'icp5', 'ic11'])
})

describe('the machine of a native part', () => {
  const head = (fill: (bytes: Buffer) => void) => {
    const bytes = Buffer.alloc(4096)
    fill(bytes)
    return readMachine(bytes)
  }
  const elf = (machine: number) =>
    head((bytes) => {
      bytes.write('\x7fELF', 'latin1')
      bytes.writeUInt16LE(machine, 18)
    })

  test('is told of Linux', () => {
    expect(elf(0x3e)).toEqual({ platform: 'linux', archs: ['x64'] })
    expect(elf(0xb7)).toEqual({ platform: 'linux', archs: ['arm64'] })
    expect(elf(0x9999)).toEqual({ platform: 'linux', archs: [] })
    expect(machineOf(process.execPath)).toEqual({
      platform: process.platform,
      archs: [process.arch],
    })
  })

  test('is told of Windows', () => {
    const pe = head((bytes) => {
      bytes.write('MZ', 'latin1')
      bytes.writeUInt32LE(0x80, 0x3c)
      bytes.write('PE\0\0', 0x80, 'latin1')
      bytes.writeUInt16LE(0xaa64, 0x84)
    })
    expect(pe).toEqual({ platform: 'win32', archs: ['arm64'] })
  })

  test('is told of macOS, also of several in one file', () => {
    const thin = head((bytes) => {
      bytes.writeUInt32LE(0xfeedfacf, 0)
      bytes.writeUInt32LE(0x0100000c, 4)
    })
    expect(thin).toEqual({ platform: 'darwin', archs: ['arm64'] })
    const fat = head((bytes) => {
      bytes.writeUInt32BE(0xcafebabe, 0)
      bytes.writeUInt32BE(2, 4)
      bytes.writeUInt32BE(0x01000007, 8)
      bytes.writeUInt32BE(0x0100000c, 28)
    })
    expect(fat).toEqual({ platform: 'darwin', archs: ['x64', 'arm64'] })
  })

  test('is unknown of anything else', () => {
    expect(head(() => {})).toBeUndefined()
    expect(head((bytes) => bytes.writeUInt16BE(0x4d5a, 0))).toBeUndefined()
    expect(head((bytes) => bytes.fill(0xff))).toBeUndefined()
  })
})
