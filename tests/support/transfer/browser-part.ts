import { packAnswer, packOffer, unpackAnswer, unpackOffer } from '../../../src/transfer/code/packed-offer.ts'
import type { RtcSignal } from '../../../src/transfer/rtc.ts'
import { Handshake, type HandshakeOptions } from '../../../src/transfer/seal/handshake.ts'
import { chooseKem, libraryKem, nativeKem } from '../../../src/transfer/seal/key-exchange.ts'
import type { ChannelSeal, SessionKeys } from '../../../src/transfer/seal/session-keys.ts'
import { ends, optionsOf } from './handshake.ts'

// Runs in a page. What goes in and out survives JSON.

let handshake: Handshake
let keys: SessionKeys | undefined
let channel: ChannelSeal

const bytesOf = (list: readonly number[]) => Uint8Array.from(list)
const listOf = (bytes: Uint8Array) => Array.from(bytes)

/** All that the other side needs, once there are no more candidates. */
async function gathered(connection: RTCPeerConnection): Promise<RtcSignal[]> {
  while (connection.iceGatheringState !== 'complete')
    await new Promise((resolve) =>
      connection.addEventListener('icegatheringstatechange', resolve, { once: true }),
    )
  const { type, sdp } = connection.localDescription!
  return [{ type: type as 'offer' | 'answer', sdp }]
}

async function take(connection: RTCPeerConnection, signals: readonly RtcSignal[]): Promise<void> {
  for (const signal of signals)
    if (signal.type !== 'candidate') await connection.setRemoteDescription(signal)
    else if (signal.candidate !== '')
      await connection.addIceCandidate({ candidate: signal.candidate, sdpMid: signal.mid })
}

let connection: RTCPeerConnection
let heard: Promise<string>

export const part = {
  async kems() {
    const names = { native: nativeKem, library: libraryKem }
    const chosen = await chooseKem()
    const agreed: string[] = []
    for (const [holder, one] of Object.entries(names))
      for (const [sender, other] of Object.entries(names)) {
        const owner = await one.generate()
        const { text, secret } = await other.encapsulate(owner.publicKey)
        if (String(await owner.decapsulate(text)) === String(secret)) agreed.push(`${holder} ${sender}`)
      }
    return { chosen: chosen === nativeKem ? 'native' : 'library', agreed }
  },
  async start(role: HandshakeOptions['role']) {
    keys = undefined
    handshake = new Handshake(optionsOf(role))
    return (await handshake.start()).map(listOf)
  },
  async take(message: number[]) {
    const taken = await handshake.take(bytesOf(message))
    keys = taken.keys
    return { send: taken.send.map(listOf), words: keys?.words, peer: keys?.peer }
  },
  async lane(role: HandshakeOptions['role']) {
    channel = (await keys!.lane(0, 0, ends()[role])).data
  },
  seal: async (text: string) => listOf(await channel.seal(bytesOf([1]), new TextEncoder().encode(text))),
  open: async (message: number[]) => new TextDecoder().decode((await channel.open(bytesOf(message))).payload),

  async offer() {
    connection = new RTCPeerConnection()
    const data = connection.createDataChannel('data')
    heard = new Promise((resolve) => {
      data.onmessage = ({ data }) => resolve(data as string)
    })
    await connection.setLocalDescription()
    return packOffer(await gathered(connection))
  },
  async answer(offer: string) {
    connection = new RTCPeerConnection()
    connection.ondatachannel = ({ channel }) => {
      // It may be open already when it is told of, and tells no more that it is.
      if (channel.readyState === 'open') channel.send('through')
      else channel.onopen = () => channel.send('through')
    }
    await take(connection, unpackOffer(offer))
    await connection.setLocalDescription()
    return packAnswer(await gathered(connection), offer)
  },
  async connect(offer: string, answer: string) {
    await take(connection, unpackAnswer(answer, offer))
    return heard
  },
}
Object.assign(globalThis, { part })
