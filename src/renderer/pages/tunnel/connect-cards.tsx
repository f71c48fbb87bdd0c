import { Cable, Hash } from 'lucide-react'
import { type FormEvent, useState } from 'react'
import { t } from '../../../language/t.ts'
import { translated } from '../../../language/table.ts'
import { Button } from '../../components/button.tsx'
import { Field, Segmented, Select } from '../../components/field.tsx'
import { sentence } from '../../components/sentence.tsx'
import { visibleName } from '../../format.ts'
import { useFilled } from '../../state/filled.ts'
import { setReachManner, useReachManner } from '../../state/reach-manner.ts'
import { paths } from '../../state/router.ts'
import { usePeers, useSlow } from '../../state/store.ts'
import { connectTo, joinCode, openCode } from '../../state/tunnel-actions.ts'
import { CodeForm } from '../transfer/code-form.tsx'

const manners = translated(
  [
    { value: 'device', label: 'Paired device' },
    { value: 'code', label: 'By code' },
  ] as const,
  'label',
)

/** To reach what somebody else's machine reaches. */
export function ReachCard() {
  const peers = usePeers()
  const { manner } = useReachManner()
  const { link, count } = useFilled(({ tunnel }) => tunnel)
  const shown = manner ?? (peers.length > 0 ? 'device' : 'code')
  return (
    <section aria-label={t('Reach a machine')} className="card flex min-w-0 flex-col gap-3 p-4">
      <div className="flex flex-wrap items-center justify-between gap-2">
        <h2 className="text-sm font-semibold">{t('Reach a machine')}</h2>
        <Segmented label={t('How to reach it')} value={shown} options={manners} change={setReachManner} />
      </div>
      {shown === 'device' ? (
        <DeviceForm />
      ) : (
        <CodeForm key={count} first={link} small join={joinCode} icon={Cable}>
          {t('Connect')}
        </CodeForm>
      )}
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
        {sentence('No device is paired yet. {{link}} once, and it is reached without a code from then on.', {
          link: (
            <a className="text-accent underline underline-offset-2" href={paths.devices}>
              {t('Pair one')}
            </a>
          ),
        })}
      </p>
    )
  if (free.length === 0) return <p className="text-muted">{t('There is a tube to every paired device.')}</p>
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
      <Field label={t('Device')} className="grow basis-44">
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
        {t('Connect')}
      </Button>
    </form>
  )
}

/** To let somebody else reach what this machine reaches. */
export const LetInCard = () => (
  <section aria-label={t('Let somebody in')} className="card flex min-w-0 flex-col gap-3 p-4">
    <h2 className="flex min-h-6.5 items-center text-sm font-semibold">{t('Let somebody in')}</h2>
    <div className="mt-auto flex flex-wrap items-end justify-between gap-3">
      <p className="min-w-0 grow basis-52 text-muted">
        {t('Somebody with a code reaches what you name, and nothing else. Paired devices need none.')}
      </p>
      <Button icon={Hash} onClick={openCode}>
        {t('Make a code')}
      </Button>
    </div>
  </section>
)
