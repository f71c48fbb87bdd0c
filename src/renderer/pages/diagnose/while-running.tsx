import { t } from '../../../language/t.ts'
import { VerdictBox } from '../../components/verdict-box.tsx'
import { useSlow } from '../../state/store.ts'

/** What the doctor sees by itself while streams run; nothing as long as all is well. */
export function WhileRunning() {
  const causes = useSlow(({ networkCauses }) => networkCauses)
  return causes.map(({ code, text, evidence, fix, weight }) => (
    <VerdictBox
      key={code}
      level={weight >= 0.5 ? 'bad' : 'warning'}
      lead={t('While streams run')}
      text={fix === '' ? text : `${text} ${fix}`}
      evidence={evidence}
    />
  ))
}
