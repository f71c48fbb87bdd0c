import { once } from 'node:events'
import { expect, test } from 'vitest'
import { serveChannel } from '../../../src/renderer/transfer/rtc/page-channel.ts'

test.each(['open', 'connecting'] as const)(
  'a channel that is %s when it is told of opens once',
  async (readyState) => {
    const { port1, port2 } = new MessageChannel()
    const channel = { readyState, bufferedAmount: 0 } as RTCDataChannel
    serveChannel(channel, port1)
    if (readyState === 'connecting') channel.onopen?.(new Event('open'))
    else expect(channel.onopen).toBeUndefined()
    channel.onclose?.(new Event('close'))
    const told: unknown[] = []
    const closed = new Promise<void>((resolve) => {
      port2.onmessage = ({ data }) => {
        told.push(data)
        if (data.type === 'close') resolve()
      }
    })
    await closed
    expect(told).toEqual([{ type: 'open' }, { type: 'close' }])
    port1.close()
    await once(port2 as never, 'close')
  },
)
