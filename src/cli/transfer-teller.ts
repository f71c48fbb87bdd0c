import type { OpenedCode } from '../host/rendezvous/code-signalling.ts'
import { bytesInWords } from '../host/transfers/receive-faults.ts'
import type { Manifest } from '../transfer/files.ts'
import { rateInWords } from '../transfer/flow/rate-words.ts'
import type { SessionEvent } from '../transfer/session/options.ts'
import type { SessionSnapshot, TransferSnapshot } from '../transfer/snapshot.ts'
import { codeText } from './code-text.ts'
import { Teller } from './teller.ts'

export interface Connected {
  peer: string
  words: string
  stack: string
  why: string
  sealed: boolean
}

/** Says how a transfer goes: in words, or as JSON for programs. */
export class TransferTeller extends Teller {
  code(opened: OpenedCode): void {
    const { code, link, until } = opened
    this.tell({ event: 'code', code, link, until }, () =>
      codeText(opened, 'On the other device, enter the code:', this.options.qr),
    )
  }

  connected({ peer, words, stack, why, sealed }: Connected): void {
    this.tell({ event: 'connected', peer, words, sealed, stack, why }, () =>
      [
        `Connected with ${peer}${sealed ? '' : ', without a seal of our own'}.`,
        `The other screen shows the same words if nobody stands between: ${words}`,
      ].join(' '),
    )
  }

  offered({ id, name, files, bytes }: Manifest, folder: string): void {
    this.tell(
      { event: 'offered', id, name, files, bytes, folder },
      () => `Receiving ${name} (${filesInWords(files)}, ${bytesInWords(bytes)}) into ${folder}.`,
    )
  }

  text(text: string): void {
    this.tell({ event: 'text', text }, () => text)
  }

  textSent(): void {
    this.tell({ event: 'text-sent' }, () => 'The text has arrived.')
  }

  skipped(path: string, reason: string): void {
    this.tell({ event: 'skipped', path, reason }, () => `Left out: ${path} (${reason})`)
  }

  event({ level, code, text }: SessionEvent): void {
    // A fault that ends the command is told of at its end.
    if (level === 'error') return
    this.tell({ event: code || 'notice', at: Date.now(), level, text }, () =>
      level === 'info' ? text : `${level}: ${text}`,
    )
  }

  progress(snapshot: SessionSnapshot): void {
    this.tellProgress(snapshot, () => {
      const moving = snapshot.transfers.find(({ state }) => !isOver(state))
      return moving && progressText(moving, snapshot)
    })
  }

  /** `paths`: where the files are now, on the side that has received them. */
  done(transfer: TransferSnapshot, ms: number, paths: readonly string[] = []): void {
    const { id, direction, name, files, bytes, bytesKept } = transfer
    const rate = ms > 0 ? ((bytes - bytesKept) / ms) * 1000 : 0
    this.tell({ event: 'done', id, direction, name, files, bytes, bytesKept, ms, rate, paths }, () => {
      const kept = bytesKept > 0 ? `, of which ${bytesInWords(bytesKept)} were there already` : ''
      return `${direction === 'sending' ? 'Sent' : 'Received'} ${name}: ${filesInWords(files)}, ${bytesInWords(bytes)}${kept}, in ${timeInWords(ms / 1000)} (${rateInWords(rate)}). Every file is verified.`
    })
  }
}

export const isOver = (state: TransferSnapshot['state']): boolean =>
  state === 'done' || state === 'declined' || state === 'cancelled' || state === 'failed'

const filesInWords = (files: number) => (files === 1 ? '1 file' : `${files} files`)

/** `0:07`, `12:40`, `3:05:00` */
export function timeInWords(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds))
  const parts = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60]
  const shown = parts[0] === 0 ? parts.slice(1) : parts
  return shown.map((part, place) => (place === 0 ? `${part}` : String(part).padStart(2, '0'))).join(':')
}

const stateWords: Partial<Record<TransferSnapshot['state'], string>> = {
  offered: 'waiting for the other side to accept',
  asking: 'waiting to be accepted',
  waiting: 'waiting',
  paused: 'paused',
  lost: 'the connection is being made anew',
}

/** Such as `A001.mov: 43 %, 490 Mbit/s, 0:12 left, 4 lanes, relay`. */
export function progressText(transfer: TransferSnapshot, snapshot: SessionSnapshot): string {
  const { name, bytes, bytesDone, files, filesDone, rate, etaSeconds, state } = transfer
  const part = bytes > 0 ? bytesDone / bytes : files > 0 ? filesDone / files : 1
  const percent = `${name}: ${Math.min(99, Math.floor(part * 100))} %`
  const said = stateWords[state]
  if (said !== undefined) return `${percent}, ${said}`
  const open = snapshot.lanes.filter((lane) => lane.state === 'open')
  const paths = [...new Set(open.map(({ path }) => path).filter((path) => path !== 'unknown'))]
  return [
    percent,
    rateInWords(rate),
    ...(etaSeconds >= 0 ? [`${timeInWords(etaSeconds)} left`] : []),
    open.length === 1 ? '1 lane' : `${open.length} lanes`,
    ...paths,
  ].join(', ')
}
