import { type ReactNode, useId } from 'react'
import type { Bond } from '../../../contract/bond.ts'
import { t } from '../../../language/t.ts'
import { translated } from '../../../language/table.ts'
import { Segmented, Switch } from '../../components/field.tsx'
import { Card } from '../../components/page.tsx'
import { changeBond } from '../../state/bond-actions.ts'

const modes = translated(
  [
    { value: 'enhanced', label: 'Enhanced' },
    { value: 'classic', label: 'Classic' },
  ] as const,
  'label',
)

export const modeMeanings: Record<Bond['mode'], string> = translated({
  enhanced: 'Weighs links by window, recent losses and round trip; resent packets take the best link.',
  classic: 'Exactly as the reference sender: the largest free window wins.',
})

/** What each switch does, in a line. */
export const toggleMeanings = translated({
  qualityScoring: 'Links that lost packets in the last seconds carry less.',
  exploration: 'The second-best link is tried now and then. Seldom a gain.',
  stallGuard: 'A link that takes packets without delivering them is emptied at once.',
} as const)

/** How packets are spread; each takes effect with the next packet. */
export function BondSettings({ bond }: { bond: Bond }) {
  const { id, mode, qualityScoring, exploration, stallGuard } = bond
  const classic = mode === 'classic'
  return (
    <Card title={t('Scheduling')}>
      <div className="flex flex-col gap-3.5 px-4 pt-1 pb-4">
        <div>
          <div className="flex flex-wrap items-center justify-between gap-2">
            <span className="font-medium">{t('Mode')}</span>
            <Segmented
              label={t('Mode')}
              value={mode}
              options={modes}
              change={(next) => void changeBond(id, { mode: next })}
            />
          </div>
          <p className="mt-1 text-xs text-faint">{modeMeanings[mode]}</p>
        </div>
        <Toggle
          label={t('Quality scoring')}
          note={toggleMeanings.qualityScoring}
          on={qualityScoring && !classic}
          disabled={classic}
          change={(on) => void changeBond(id, { qualityScoring: on })}
        />
        <Toggle
          label={t('Exploration')}
          note={toggleMeanings.exploration}
          on={exploration && !classic}
          disabled={classic}
          change={(on) => void changeBond(id, { exploration: on })}
        />
        <Toggle
          label={t('Stall guard')}
          note={toggleMeanings.stallGuard}
          on={stallGuard}
          change={(on) => void changeBond(id, { stallGuard: on })}
        />
      </div>
    </Card>
  )
}

type ToggleProps = {
  label: string
  note: ReactNode
  on: boolean
  disabled?: boolean
  change: (on: boolean) => void
}

export function Toggle({ label, note, on, disabled, change }: ToggleProps) {
  const id = useId()
  return (
    <div className="flex items-start justify-between gap-4">
      <div className="min-w-0">
        <p className="font-medium">{label}</p>
        <p id={id} className="text-xs text-faint">
          {note}
        </p>
      </div>
      <Switch
        label={label}
        describedBy={id}
        on={on}
        change={change}
        className="mt-0.5"
        {...(disabled && { disabled })}
      />
    </div>
  )
}
