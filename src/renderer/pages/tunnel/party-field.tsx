import { t } from '../../../language/t.ts'
import { Field, type FieldProblem, Select } from '../../components/field.tsx'
import { visibleName } from '../../format.ts'
import { usePeers, useSlow } from '../../state/store.ts'
import { isUp, partyOf } from '../../state/tunnel-view.ts'
import { partyName } from './sentences.ts'

type Props = {
  label: string
  value: string
  change: (party: string) => void
  problem: FieldProblem | undefined
  hint?: string
  /** Every paired device may be meant. */
  all?: boolean
  focus?: boolean
}

/** Paired devices, and those whose tube a code has made. */
export function PartyField({ label, value, change, problem, hint, all, focus }: Props) {
  const peers = usePeers()
  const tubes = useSlow(({ tubeViews }) => tubeViews)
  const guests = Object.values(tubes).filter((tube) => tube.by === 'code' && tube.peerId === '' && isUp(tube))
  const known = [...peers.map(({ id }) => id), ...guests.map(partyOf), ...(all ? ['*'] : [])]
  return (
    <Field label={label} hint={hint} problem={problem}>
      {(props) => (
        <Select
          {...props}
          {...(focus && { 'data-autofocus': true })}
          value={value}
          onChange={(event) => change(event.target.value)}
        >
          {!known.includes(value) && (
            <option value={value}>{value === '' ? t('Choose…') : partyName(value, peers, tubes)}</option>
          )}
          {all && <option value="*">{t('Every paired device')}</option>}
          {peers.map(({ id, name }) => (
            <option key={id} value={id}>
              {visibleName(name)}
            </option>
          ))}
          {guests.map((tube) => (
            <option key={tube.id} value={tube.id}>
              {t('{{peerName}} (by code, as long as its tube lasts)', {
                peerName: visibleName(tube.peerName || t('The other side of a code')),
              })}
            </option>
          ))}
        </Select>
      )}
    </Field>
  )
}
