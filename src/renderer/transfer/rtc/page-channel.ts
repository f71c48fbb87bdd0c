import type { FromChannel, ToChannel } from './messages.ts'

/** A channel that cannot be handed over: everything that goes over it passes the page, without being copied there. */
export function serveChannel(channel: RTCDataChannel, port: MessagePort): void {
  let given = 0
  let isTelling = false
  channel.binaryType = 'arraybuffer'
  const tell = (message: FromChannel, transfer: Transferable[] = []) => port.postMessage(message, transfer)
  const state = (isLow: boolean) => tell({ type: 'state', given, buffered: channel.bufferedAmount, isLow })
  const open = () => tell({ type: 'open' })
  // One of the other end may be open already when it is told of, and tells no more that it is.
  if (channel.readyState === 'open') open()
  else channel.onopen = open
  channel.onmessage = ({ data }) => {
    if (data instanceof ArrayBuffer) tell({ type: 'message', data }, [data])
  }
  channel.onbufferedamountlow = () => state(true)
  channel.onclose = () => tell({ type: 'close' })
  port.onmessage = ({ data }: MessageEvent<ToChannel>) => {
    if (data.type === 'low') {
      channel.bufferedAmountLowThreshold = data.bytes
      return
    }
    given += data.message.byteLength
    try {
      channel.send(data.message)
    } catch {
      return channel.close()
    }
    if (isTelling) return
    isTelling = true
    // One for all that came in one go.
    setTimeout(() => {
      isTelling = false
      state(channel.bufferedAmount <= channel.bufferedAmountLowThreshold)
    }, 0)
  }
}
