import { CircleStop, Play } from 'lucide-react'
import { t } from '../../../language/t.ts'
import { Button } from '../../components/button.tsx'

type Props = { name: string; on: boolean; change: (on: boolean) => void; big?: boolean }

/** Starts what stands still and stops what runs. */
export const PowerButton = ({ name, on, change, big }: Props) => (
  <Button
    look={on ? 'plain' : 'primary'}
    icon={on ? CircleStop : Play}
    aria-label={on ? t('Stop {{name}}', { name }) : t('Start {{name}}', { name })}
    className={big ? 'h-9! min-w-28 text-base!' : ''}
    onClick={() => change(!on)}
  >
    {on ? t('Stop') : t('Start')}
  </Button>
)
