import { expect, test } from 'vitest'
import { HostSignalling } from '../../../src/engines/tunnel/host-signalling.ts'
import { SignalQueue } from '../../../src/engines/tunnel/signal-queue.ts'

test('what the other end says before anybody hears it is kept, as far as there is room', () => {
  const signalling = new HostSignalling('responder', new Uint8Array(32), () => {})
  for (let index = 0; index < 300; index++) signalling.hear(String(index))
  const heard: string[] = []
  signalling.onMessage = (text) => heard.push(text)
  signalling.hear('later')
  expect(heard.slice(0, 3)).toEqual(['0', '1', '2'])
  expect([heard.length, heard.at(-1), signalling.lost]).toEqual([257, 'later', 44])
})

test('when the hosts cannot talk any more nothing is said nor heard, and that is told', async () => {
  const said: string[] = []
  const signalling = new HostSignalling('initiator', new Uint8Array(), (text) => said.push(text))
  const heard: string[] = []
  signalling.onMessage = (text) => heard.push(text)
  signalling.send('offer')
  signalling.mute('The other side did not come back.')
  signalling.send('candidate')
  signalling.hear('answer')
  expect(await signalling.closed).toEqual({ code: 'closed', text: 'The other side did not come back.' })
  expect([said, heard]).toEqual([['offer'], []])
})

test('signals wait for the host in order, those of a tube that is over do not, and there is a bound', async () => {
  const overruns: number[] = []
  let index = 0
  const queue = new SignalQueue(() => overruns.push(index))
  for (; index < 5000; index++) queue.add(index % 2 ? 'odd' : 'even', String(index))
  expect(overruns, 'told once').toEqual([4096])
  queue.drop('odd')
  const over = new AbortController()
  const read: string[] = []
  for await (const { tubeId, signal } of queue.read(over.signal)) {
    read.push(`${tubeId} ${signal.text}`)
    if (read.length === 2048) queue.add('new', 'one')
    if (tubeId === 'new') over.abort()
  }
  expect(read.slice(0, 2)).toEqual(['even 0', 'even 2'])
  expect(read).toHaveLength(2049)
})

test('a host that has gone does not keep the queue waiting', async () => {
  const queue = new SignalQueue(() => {})
  const over = new AbortController()
  const reading = queue.read(over.signal).next()
  over.abort()
  expect(await reading).toEqual({ done: true, value: undefined })
})
