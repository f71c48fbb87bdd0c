import { useEffect, useRef, useState } from 'react'
import type { Pairing } from '../../../contract/peers.ts'
import { t } from '../../../language/t.ts'
import { translated } from '../../../language/table.ts'
import { Dialog } from '../../components/dialog.tsx'
import { Segmented } from '../../components/field.tsx'
import { fill, useFilled } from '../../state/filled.ts'
import { cancelPairing, openPairing } from '../../state/peer-actions.ts'
import { useSlow } from '../../state/store.ts'
import { type PairingStep, setUi, useUi } from '../../state/ui.ts'
import { EnterCode } from './enter-code.tsx'
import { Confirm, Connecting, Done, Failed, Open, Opening } from './pairing-stages.tsx'

const steps = translated(
  [
    { value: 'show', label: 'Show a code' },
    { value: 'enter', label: 'Enter a code' },
  ] as const,
  'label',
)

const idle: Pairing = {
  state: 'idle',
  code: '',
  link: '',
  until: 0,
  words: '',
  device: null,
  problem: '',
  faultCode: '',
}
const underWay = ({ state }: Pairing) => state === 'open' || state === 'connecting' || state === 'confirm'
const failed = (problem: string): Pairing => ({ ...idle, state: 'failed', problem })

/** The pairing dialog, on whatever page: opened by hand, or because another device asks. */
export function PairingHost() {
  const step = useUi(({ pairing }) => pairing)
  const asked = useSlow(({ devices }) => devices?.pairing.state === 'confirm')
  useEffect(() => {
    if (asked && useUi.getState().pairing === undefined) setUi({ pairing: 'found' })
  }, [asked])
  const { count } = useFilled(({ pair }) => pair)
  return step ? <PairingDialog key={count} first={step} /> : null
}

/** The pairing as this dialog shows it: how an earlier one ended, or one that was left, is none of it. */
function usePairing() {
  const now = useSlow(({ devices }) => devices?.pairing) ?? idle
  const seen = useRef(false)
  const left = useRef('')
  if (underWay(now) && (left.current === '' || now.code !== left.current)) seen.current = true
  const shown = !seen.current ? idle : now.state === 'idle' ? failed(t('It was ended from elsewhere.')) : now
  const leave = () => {
    if (underWay(now)) void cancelPairing()
    left.current = now.code
    seen.current = false
  }
  return { shown, leave }
}

function PairingDialog({ first }: { first: PairingStep }) {
  const { shown, leave } = usePairing()
  const [step, setStep] = useState(first)
  const [stuck, setStuck] = useState(false)
  const begin = async () => {
    setStuck(false)
    if (!(await openPairing())) setStuck(true)
  }
  const to = (next: PairingStep) => {
    leave()
    setStep(next)
    if (next === 'show') void begin()
  }
  // Showing a code is what was asked for; it needs no further press.
  const begun = useRef(false)
  // biome-ignore lint/correctness/useExhaustiveDependencies: once, when it opens
  useEffect(() => {
    if (first !== 'show' || begun.current || shown.state !== 'idle') return
    begun.current = true
    void begin()
  }, [])
  const close = () => {
    leave()
    setUi({ pairing: undefined })
    // What a link has filled in is for once.
    if (useFilled.getState().pair.link !== '') fill('pair', '')
  }
  const pairing =
    stuck && shown.state === 'idle' ? failed(t('This device could not be opened for pairing.')) : shown
  const choosing = pairing.state === 'idle' || pairing.state === 'open'
  return (
    <Dialog title={t('Pair a device')} as="modal" close={close}>
      <div className="flex flex-col gap-4 px-5 py-4">
        {choosing && step !== 'found' && (
          <div>
            <Segmented label={t('How to pair')} value={step} options={steps} change={to} />
          </div>
        )}
        <div className="flex min-h-64 flex-col" aria-live="polite">
          <Stage pairing={pairing} step={step} again={() => to('show')} close={close} />
        </div>
      </div>
    </Dialog>
  )
}

type StageProps = { pairing: Pairing; step: PairingStep; again: () => void; close: () => void }

function Stage({ pairing, step, again, close }: StageProps) {
  switch (pairing.state) {
    case 'open':
      return <Open pairing={pairing} />
    case 'connecting':
      return <Connecting pairing={pairing} />
    case 'confirm':
      return <Confirm pairing={pairing} />
    case 'done':
      return <Done pairing={pairing} close={close} />
    case 'failed':
      return step === 'enter' ? <EnterCode failed={pairing} /> : <Failed pairing={pairing} again={again} />
    case 'idle':
      if (step === 'enter') return <EnterCode />
      return step === 'show' ? <Opening /> : <Connecting pairing={pairing} />
  }
}
