import { Cable, Hash } from 'lucide-react'
import { type FormEvent, useState } from 'react'
import { Button } from '../../components/button.tsx'
import { Field, Segmented, Select, TextInput } from '../../components/field.tsx'
import { visibleName } from '../../format.ts'
import { paths } from '../../state/router.ts'
import { usePeers, useSlow } from '../../state/store.ts'
import { connectTo, joinCode, openCode } from '../../state/tunnel-actions.ts'
import { parseAddress } from '../peers/addresses.ts'
import { rendezvousPort } from '../transfer/settings-draft.ts'

const manners = [
  { value: 'device', label: 'Paired device' },
  { value: 'code', label: 'By code' },
] as const

/** To reach what somebody else's machine reaches. */
export function ReachCard() {
  const peers = usePeers()
  const [manner, setManner] = useState<'device' | 'code'>()
  const shown = manner ?? (peers.length > 0 ? 'device' : 'code')
  return (
    <section aria-label="Reach a machine" className="card flex min-w-0 flex-col gap-3 p-4">
      <div className="flex flex-wrap items-center justify-between gap-2">
        <h2 className="text-sm font-semibold">Reach a machine</h2>
        <Segmented label="How to reach it" value={shown} options={manners} change={setManner} />
      </div>
      {shown === 'device' ? <DeviceForm /> : <CodeForm />}
    </section>
  )
}

function DeviceForm() {
  const peers = usePeers()
  const tubes = useSlow(({ tubeViews }) => tubeViews)
  const [chosen, setChosen] = useState('')
  const [busy, setBusy] = useState(false)
  const taken = new Set(
    Object.values(tubes).flatMap(({ peerId, state }) =>
      state === 'ended' || state === 'waiting' ? [] : [peerId],
    ),
  )
  const free = peers.filter(({ id }) => !taken.has(id))
  const choice = free.some(({ id }) => id === chosen) ? chosen : (free[0]?.id ?? '')
  if (peers.length === 0)
    return (
      <p className="text-muted">
        No device is paired yet.{' '}
        <a className="text-accent underline underline-offset-2" href={paths.devices}>
          Pair one
        </a>{' '}
        once, and it is reached without a code from then on.
      </p>
    )
  if (free.length === 0) return <p className="text-muted">There is a tube to every paired device.</p>
  const submit = async (event: FormEvent) => {
    event.preventDefault()
    if (busy || choice === '') return
    setBusy(true)
    await connectTo(choice)
    setBusy(false)
    setChosen('')
  }
  return (
    <form onSubmit={(event) => void submit(event)} className="flex flex-wrap items-end gap-3">
      <Field label="Device" className="grow basis-44">
        {(props) => (
          <Select {...props} value={choice} onChange={(event) => setChosen(event.target.value)}>
            {free.map(({ id, name }) => (
              <option key={id} value={id}>
                {visibleName(name)}
              </option>
            ))}
          </Select>
        )}
      </Field>
      <Button type="submit" look="primary" icon={Cable} disabled={busy}>
        Connect
      </Button>
    </form>
  )
}

function CodeForm() {
  const [code, setCode] = useState('')
  const [address, setAddress] = useState('')
  const [wrong, setWrong] = useState<string>()
  const [busy, setBusy] = useState(false)
  const at = address.trim() === '' ? undefined : parseAddress(address, rendezvousPort)
  const submit = async (event: FormEvent) => {
    event.preventDefault()
    if (busy || typeof at === 'string') return
    if (code.trim() === '') return setWrong('Type the code that the other side shows.')
    setBusy(true)
    const problem = await joinCode(code.trim(), at)
    setBusy(false)
    setWrong(problem)
    if (problem !== undefined) return
    setCode('')
    setAddress('')
  }
  return (
    <form noValidate onSubmit={(event) => void submit(event)} className="flex flex-wrap items-end gap-3">
      <Field
        label="Code"
        className="grow basis-44"
        problem={wrong ? { level: 'error', message: wrong } : undefined}
      >
        {(props) => (
          <TextInput
            {...props}
            data-field="tunnel-code"
            aria-keyshortcuts="R"
            autoCapitalize="none"
            maxLength={400}
            placeholder="4821-otter-lamp-magnet-…"
            value={code}
            onChange={(event) => {
              setCode(event.target.value)
              setWrong(undefined)
            }}
          />
        )}
      </Field>
      <Button
        type="submit"
        look="primary"
        icon={Cable}
        disabled={busy}
        className={wrong ? 'self-center' : ''}
      >
        {busy ? 'Looking for it…' : 'Connect'}
      </Button>
      <details className="w-full">
        <summary className="w-fit rounded-sm text-xs text-muted hover:text-text">Another rendezvous…</summary>
        <Field
          label="Its address"
          className="mt-2"
          hint="Only when the other side names one that is not in the transfer settings."
          problem={typeof at === 'string' ? { level: 'error', message: at } : undefined}
        >
          {(props) => (
            <TextInput
              {...props}
              placeholder="203.0.113.9:8743"
              value={address}
              onChange={(event) => setAddress(event.target.value)}
            />
          )}
        </Field>
      </details>
    </form>
  )
}

/** To let somebody else reach what this machine reaches. */
export const LetInCard = () => (
  <section aria-label="Let somebody in" className="card flex min-w-0 flex-col gap-3 p-4">
    <h2 className="flex min-h-6.5 items-center text-sm font-semibold">Let somebody in</h2>
    <div className="mt-auto flex flex-wrap items-end justify-between gap-3">
      <p className="min-w-0 grow basis-52 text-muted">
        Somebody with a code reaches what you name, and nothing else. Paired devices need none.
      </p>
      <Button icon={Hash} onClick={openCode}>
        Make a code
      </Button>
    </div>
  </section>
)
