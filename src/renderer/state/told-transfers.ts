import type { WindowTransfer, WindowTransfers } from '../../contract/shell.ts'
import { windowTransfersLimit } from '../../contract/shell.ts'
import { visibleName } from '../format.ts'
import { live } from './live.ts'
import { slow, useSlow } from './store.ts'
import { isUnderWay, partDone, type SessionView, type TransferView } from './transfer-view.ts'

/** Between two of the same page, while something moves. */
const paceMs = 2000
/** A page that has said nothing for so long is gone, and its transfers with it. */
const staleMs = 3 * paceMs

const channelName = 'hawser-transfers'
type Message = { page: string; told: WindowTransfers } | 'ask'

/** The transfers of this page that are under way, for who does not see them. */
function toldTransfers(): WindowTransfers {
  const found = slow().sessions.flatMap((session) =>
    session.transfers.filter(isUnderWay).map((transfer) => ({ session, transfer })),
  )
  return {
    count: found.length,
    rate: live.transfers.rate(),
    transfers: found.slice(0, windowTransfersLimit).map(({ session, transfer }) => toTold(session, transfer)),
  }
}

function toTold(session: SessionView, transfer: TransferView): WindowTransfer {
  const figures = live.transfers.transfer(session.id, transfer.id)
  return {
    sessionId: session.id,
    id: transfer.id,
    name: visibleName(transfer.name).slice(0, 255),
    peer: visibleName(session.name).slice(0, 100),
    direction: transfer.direction,
    state: transfer.state as WindowTransfer['state'],
    isPausedHere: transfer.pausedBy === 'us' || transfer.pausedBy === 'both',
    percent: figures ? Math.floor(partDone(figures) * 100) : 0,
  }
}

/** Tells other windows, and the desktop shell if there is one, of this page's transfers from now on. */
export function tellTransfers(toShell: (told: WindowTransfers) => void): void {
  const page = crypto.randomUUID()
  const channel = new BroadcastChannel(channelName)
  let timer: ReturnType<typeof setInterval> | undefined
  const tell = () => {
    const told = toldTransfers()
    channel.postMessage({ page, told } satisfies Message)
    toShell(told)
    if (told.count > 0) timer ??= setInterval(tell, paceMs)
    else {
      clearInterval(timer)
      timer = undefined
    }
  }
  tell()
  useSlow.subscribe((now, before) => {
    if (now.sessions !== before.sessions) tell()
  })
  channel.addEventListener('message', ({ data }: MessageEvent<Message>) => {
    if (data === 'ask') tell()
  })
}

/** What all other windows tell of their transfers; the returned function ends it. */
export function hearTransfers(heard: () => void): {
  rate: () => number
  count: () => number
  end: () => void
} {
  const channel = new BroadcastChannel(channelName)
  const pages = new Map<string, { told: WindowTransfers; at: number }>()
  channel.addEventListener('message', ({ data }: MessageEvent<Message>) => {
    if (data === 'ask') return
    if (data.told.count > 0) pages.set(data.page, { told: data.told, at: performance.now() })
    else pages.delete(data.page)
    heard()
  })
  channel.postMessage('ask' satisfies Message)
  const sum = (of: (told: WindowTransfers) => number) => {
    let total = 0
    for (const { told, at } of pages.values()) if (performance.now() - at < staleMs) total += of(told)
    return total
  }
  return {
    rate: () => sum(({ rate }) => rate),
    count: () => sum(({ count }) => count),
    end: () => channel.close(),
  }
}
