import { randomFillSync } from 'node:crypto'
import type {
  Bond,
  BondSnapshot,
  BondState,
  Impairment,
  LinkSnapshot,
  LinkUsage,
} from '../../contract/bond.ts'
import { Fault } from '../../wire/fault.ts'
import type { DatagramAddress, DatagramIo } from '../kit/datagram/datagram.ts'
import { whyNotNative } from '../kit/datagram/open-io.ts'
import { endpointText } from '../kit/endpoint.ts'
import { bondEvent, impairmentText, type TellBond } from './bond-events.ts'
import { CallerPort } from './caller-port.ts'
import { LaneSet, type OpenLane } from './lane-set.ts'
import { linkSnapshot } from './link-snapshot.ts'
import type { Reading } from './reading.ts'
import { Sender, type SenderOptions } from './sender/sender.ts'
import { canReach, chooseUplinks, findUplink, type UplinkChoice } from './uplinks/choose-uplinks.ts'
import { ReceiverAddress } from './uplinks/receiver-address.ts'
import type { SystemUplink } from './uplinks/system-uplinks.ts'
import { UplinksFile } from './uplinks/uplinks-file.ts'
import { judgeBond } from './verdict.ts'

export interface BondDeps {
  openIo(kind: Bond['datagrams']): DatagramIo
  /** The ways out of this machine, as they are now. */
  system(): readonly SystemUplink[]
  tell: TellBond
  /** Something is to be done that waits for ticks. */
  stir(): void
  usage: readonly LinkUsage[]
}

/** One bond at work: the caller's port, the lanes, and the scheduler between them. */
export class BondRunner {
  bond: Bond
  readonly #deps: BondDeps
  readonly #reading: Reading = { batch: undefined, nowMs: 0, loose: undefined }
  readonly #sender: Sender
  readonly #port: CallerPort
  readonly #lanes: LaneSet
  #io: DatagramIo
  #address: ReceiverAddress | undefined
  #file: UplinksFile | undefined
  #receiver: DatagramAddress | undefined
  /** Why it cannot work; empty when it can. */
  #problem = ''
  #wasRegistered = false
  /** People know that the receiver is silent, though its next address is tried every few seconds. */
  #silenceTold = false
  #stopping = false

  constructor(bond: Bond, deps: BondDeps) {
    this.bond = bond
    this.#deps = deps
    this.#io = deps.openIo(bond.datagrams)
    const reading = this.#reading
    this.#sender = new Sender(
      {
        forward: (link, slot) => this.#lanes.forward(link, slot),
        send: (link, packet) => this.#lanes.lanes[link]?.lane.send(packet, reading.nowMs),
        answer: (slot) => this.#port.answer(slot),
        event: (code, link, detail) => this.#event(this.#lanes.lanes[link], code, detail),
        renew: (link) => this.#lanes.renew(link),
      },
      senderOptions(bond),
      (into) => void randomFillSync(into),
    )
    this.#port = new CallerPort(() => this.#io, {
      side: this.#sender,
      reading,
      failed: ({ code, message }) => this.#tell('error', code, message),
      listening: () =>
        this.#tell('info', 'listening', `waits for an SRT caller on ${endpointText(this.bond.listen)}.`),
    })
    this.#lanes = new LaneSet(() => this.#io, {
      bondId: bond.id,
      sender: this.#sender,
      usage: deps.usage,
      reading,
      event: (open, code, detail) => this.#event(open, code, detail),
    })
    if (bond.enabled) this.#start()
  }

  change(bond: Bond): void {
    const old = this.bond
    this.bond = bond
    this.#sender.configure(senderOptions(bond))
    const same = (...names: (keyof Bond)[]) =>
      names.every((name) => JSON.stringify(old[name]) === JSON.stringify(bond[name]))
    if (!same('enabled', 'datagrams')) {
      this.#stop()
      this.#io = this.#deps.openIo(bond.datagrams)
      if (bond.enabled) this.#start()
      return
    }
    if (!bond.enabled) return
    if (!same('mode', 'qualityScoring', 'exploration', 'stallGuard'))
      this.#tell('info', 'mode-changed', `links are chosen otherwise now: ${modeText(bond)}.`)
    if (!same('listen')) void this.#port.listen(bond.listen)
    if (!same('receiver')) this.#follow(bond.receiver)
    if (!same('uplinks', 'uplinksFile')) void this.#openFile()
    this.settle()
  }

  /** Compares what there is with what is wanted: after a change of settings, interfaces, addresses or the file. */
  settle(): void {
    if (!this.bond.enabled) return
    this.#deps.stir()
    const address = this.#address?.current ?? ''
    const { port } = this.bond.receiver
    const isOther = this.#receiver && (this.#receiver.address !== address || this.#receiver.port !== port)
    this.#receiver = address === '' ? undefined : { address, port }
    const wanted = chooseUplinks({ ...this.#choice(), receiver: address })
    const system = this.#deps.system()
    this.#lanes.settle(wanted, this.#receiver, (own) => findUplink(system, own, '') !== undefined)
    if (isOther) this.#sender.resetReceiver()
  }

  /** After sleep, a change of network, or a request to read the uplinks' file again. */
  probe(): void {
    if (!this.bond.enabled) return
    void this.#file?.reload()
    this.#address?.refresh()
    this.#lanes.probe()
    this.settle()
  }

  /** Somebody sends to it. */
  get hasCaller(): boolean {
    return this.#sender.state.hasCaller
  }

  /** Nobody sends, and every link that can be used is: nothing but keepalives waits for a tick. */
  get isSettled(): boolean {
    return !this.bond.enabled || (!this.hasCaller && this.#port.isListening && this.#lanes.isSettled)
  }

  /** Ten times a second while there is a caller, once a second at least. */
  tick(nowMs: number): void {
    if (!this.bond.enabled) return
    this.#reading.nowMs = nowMs
    this.#sender.tick(nowMs)
    this.#port.tick(nowMs)
    this.#lanes.tick(nowMs, new Date())
    this.#wasRegistered ||= this.#sender.state.registered
  }

  /** Begins or ends a test on a link. Throws `link-unknown`. */
  impair(link: string, impairment: Impairment | null, seconds: number): void {
    const open = this.#lanes.find(link)
    if (open === undefined) throw new Fault('link-unknown', `The bond has no link ${link}.`)
    if (impairment) {
      this.#lanes.impair(open, impairment, Date.now() + seconds * 1000)
      this.#event(open, 'test-started', impairmentText(impairment))
    } else this.#lanes.endTest(open)
  }

  end(): void {
    this.#stop()
  }

  snapshot(nowMs: number, loopDelayMs: number): BondSnapshot {
    const { bond } = this
    const { counters } = this.#sender
    const links = bond.enabled ? this.#linkSnapshots(nowMs) : []
    const state = this.#state(links)
    const caller = this.#sender.state.hasCaller ? this.#port.callerText : ''
    return {
      id: bond.id,
      state,
      problem: this.#problem || this.#port.problem,
      verdict: judgeBond({
        state,
        problem: this.#problem || this.#port.problem,
        caller,
        receiver: endpointText(bond.receiver),
        links,
        now: Date.now(),
        unacknowledgedMs: this.#unacknowledged(nowMs),
        loopDelayMs,
      }),
      caller,
      receiver: this.#receiver
        ? endpointText({ host: this.#receiver.address, port: this.#receiver.port })
        : '',
      farIsHawser: links.some(({ far }) => far !== null),
      datagrams: this.#io.kind,
      datagramsReason: bond.datagrams === 'automatic' ? whyNotNative() : '',
      bitrate: links.reduce((sum, link) => sum + link.bitrate, 0),
      packets: counters.packets,
      bytes: counters.bytes,
      retransmits: counters.retransmits,
      naks: counters.naks,
      noLink: counters.noLink,
      copies: counters.copies,
      spared: counters.spared,
      refused: counters.refused + this.#lanes.refused,
      links,
    }
  }

  /** What each link has carried, for whoever keeps it. */
  #linkSnapshots(nowMs: number): LinkSnapshot[] {
    const wallOffset = Date.now() - nowMs
    return [...this.#lanes].map((open) => {
      const { wanted, cap, lane } = open
      const { info } = wanted
      return linkSnapshot(
        lane,
        {
          label: wanted.label,
          interface: info?.interface ?? '',
          kind: info?.kind ?? 'other',
          address: info?.address ?? '',
          gateway: info?.gateway ?? '',
          weight: wanted.weight,
          metered: wanted.metered,
          dailyCap: wanted.dailyCap,
          monthlyCap: wanted.monthlyCap,
          ...dataUsed(cap.usage()),
        },
        this.#sender.links,
        open.absentSince,
        (monotonicMs) => monotonicMs + wallOffset,
      )
    })
  }

  #unacknowledged(nowMs: number): Map<string, number> {
    const { lastProofMs } = this.#sender.links
    return new Map([...this.#lanes].map(({ lane }) => [lane.id, nowMs - lastProofMs[lane.index]!]))
  }

  #state(links: readonly LinkSnapshot[]): BondState {
    if (!this.bond.enabled) return 'off'
    if (this.#problem !== '' || this.#port.problem !== '') return 'failed'
    if (!this.#port.isListening) return 'starting'
    const { registered, hasCaller } = this.#sender.state
    const carrying = links.some(
      ({ state }) => state === 'live' || state === 'warming' || state === 'degraded',
    )
    if (!registered || !carrying) return this.#wasRegistered ? 'down' : 'registering'
    if (!hasCaller) return 'ready'
    const trouble = links.some(({ state }) => state === 'stalled' || state === 'down' || state === 'degraded')
    return trouble ? 'degraded' : 'live'
  }

  #start(): void {
    this.#wasRegistered = false
    this.#silenceTold = false
    void this.#port.listen(this.bond.listen)
    void this.#openFile()
    this.#follow(this.bond.receiver)
    this.settle()
  }

  #stop(): void {
    this.#port.close()
    // That links go down is no news when they are meant to.
    this.#stopping = true
    this.#lanes.end()
    this.#stopping = false
    this.#file?.close()
    this.#file = undefined
    this.#address?.close()
    this.#address = undefined
    this.#problem = ''
  }

  /** The receiver's name may have several addresses, and others later. */
  #follow({ host }: Bond['receiver']): void {
    this.#address?.close()
    this.#address = new ReceiverAddress(host, {
      changed: () => this.settle(),
      failed: (fault) => this.#tell('warning', fault.code, fault.message),
      canReach: (address) => canReach(this.#choice(), address),
    })
  }

  #choice(): Omit<UplinkChoice, 'receiver'> {
    return { bond: this.bond, fileAddresses: this.#file?.addresses ?? [], system: this.#deps.system() }
  }

  async #openFile(): Promise<void> {
    this.#file?.close()
    this.#file = undefined
    this.#problem = ''
    if (this.bond.uplinks !== 'file') return
    const path = this.bond.uplinksFile
    const file = await UplinksFile.open(path, {
      changed: () => {
        this.#problem = ''
        if (this.#file) this.settle()
      },
      invalid: (fault, serves) => {
        if (!serves) this.#problem = fault.message
        this.#tell(serves ? 'warning' : 'error', fault.code, fault.message)
      },
    })
    const isWanted = this.bond.enabled && this.bond.uplinks === 'file' && this.bond.uplinksFile === path
    if (!isWanted || this.#file) return file.close()
    this.#file = file
    if (file.addresses.length > 0) this.#problem = ''
    this.settle()
  }

  #event(open: OpenLane | undefined, code: string, detail?: string): void {
    if (this.#stopping) return
    const id = open?.lane.id ?? ''
    const shown = open?.wanted.label || id
    if (code !== 'receiver-silent' || !this.#silenceTold)
      this.#deps.tell(bondEvent(code, this.bond.name, id, shown, detail))
    if (code === 'receiver-silent') this.#silenceTold = true
    if (code === 'link-up') this.#silenceTold = false
    if (code === 'receiver-silent') this.#address?.nextAddress()
    if (code === 'bond-registered') this.#address?.worked()
  }

  #tell(level: 'info' | 'warning' | 'error', code: string, text: string): void {
    this.#deps.tell({ level, code, text: `${this.bond.name}: ${text}` })
  }
}

const senderOptions = ({
  mode,
  qualityScoring,
  exploration,
  stallGuard,
  linkTimeoutMs,
}: Bond): SenderOptions => ({ mode, qualityScoring, exploration, stallGuard, linkTimeoutMs })

const dataUsed = ({ dayBytes, monthBytes }: { dayBytes: number; monthBytes: number }) => ({
  dayBytes,
  monthBytes,
})

function modeText({ mode, qualityScoring, exploration, stallGuard }: Bond): string {
  const onOff = (name: string, is: boolean) => `${name} ${is ? 'on' : 'off'}`
  const enhanced = [onOff('quality scoring', qualityScoring), onOff('exploration', exploration)]
  return [mode, ...(mode === 'enhanced' ? enhanced : []), onOff('stall guard', stallGuard)].join(', ')
}
