import { PassThrough, Writable } from 'node:stream'
import { expect, test } from 'vitest'
import { flushed, Output } from '../../../src/cli/output.ts'

/** A reader that reads when told to. */
function slowReader() {
  const stream = new PassThrough({ writableHighWaterMark: 64, readableHighWaterMark: 64 })
  return { stream }
}

const settle = () => new Promise((resolve) => setImmediate(resolve))

test('a reader that is behind gets the newest telemetry, not all of it', async () => {
  const { stream } = slowReader()
  const output = new Output(stream, () => {})
  for (let n = 0; n < 1000; n++) output.latest(`sample ${n}`)
  let text = ''
  stream.on('data', (chunk) => (text += chunk))
  await settle()
  const lines = text.trimEnd().split('\n')
  expect(lines.at(-1)).toBe('sample 999')
  expect(lines.length).toBeLessThan(50)
})

test('events are kept in their order for a reader that is behind', async () => {
  const { stream } = slowReader()
  const output = new Output(stream, () => {})
  for (let n = 0; n < 100; n++) output.line(`event ${n}`)
  let text = ''
  stream.on('data', (chunk) => (text += chunk))
  await settle()
  expect(text.trimEnd().split('\n')).toEqual(Array.from({ length: 100 }, (_, n) => `event ${n}`))
})

test('a reader that never reads does not fill the memory', () => {
  const stuck = new Writable({ write() {} })
  const output = new Output(stuck, () => {})
  for (let n = 0; n < 5000; n++) output.line('x'.repeat(1000))
  expect(stuck.writableLength).toBeLessThan(2_000_000)
})

test('a reader that goes away is told once and harms nothing', () => {
  let gone = 0
  const stream = new Writable({ write: (_chunk, _encoding, done) => done(new Error('EPIPE')) })
  const output = new Output(stream, () => gone++)
  output.line('one')
  return settle().then(() => {
    output.line('two')
    output.latest('three')
    expect(gone).toBe(1)
  })
})

test('waiting for the last line to leave ends with a reader that does not read', async () => {
  const stuck = new Writable({ write() {} })
  stuck.write('x')
  await flushed(stuck, 1)
  await flushed(new PassThrough(), 60_000)
})
