import { Plus, Upload } from 'lucide-react'
import { t } from '../../../language/t.ts'
import { translated } from '../../../language/table.ts'
import { Button } from '../../components/button.tsx'
import { Diagram, DiagramTexts, diagramBox } from '../../components/diagram.tsx'
import { Empty, HelpLink } from '../../components/introduction.tsx'
import { sentence } from '../../components/sentence.tsx'
import { addRule, chooseImport } from '../../state/actions.ts'

/** What a rule is, and the one step to the first. */
export function NoRules() {
  return (
    <Empty
      className="max-w-136 py-16"
      picture={<Path />}
      title={t('Forward your first camera')}
      text={t(
        "A rule listens on a port of this machine and carries every connection on to a camera or encoder, wherever your network reaches it. Players open this machine's address instead of the camera's; Hawser holds the stream steady and shows every late or missing frame.",
      )}
      actions={
        <>
          <Button look="primary" icon={Plus} onClick={addRule}>
            {t('Add a rule')}
          </Button>
          <Button icon={Upload} onClick={() => void chooseImport()}>
            {t('Import rules')}
          </Button>
        </>
      }
    >
      {sentence('Or drop a rules file here. Press {{span}} for all shortcuts, or read {{helpLink}}.', {
        span: <span className="kbd">?</span>,
        helpLink: <HelpLink topic="rules">{t('how rules work')}</HelpLink>,
      })}
    </Empty>
  )
}

const texts = translated(
  [
    { x: 59, y: 45, text: 'Player', bold: true },
    { x: 59, y: 61, text: 'VLC, OBS, vMix …' },
    { x: 230, y: 42, text: 'Hawser', bold: true },
    { x: 230, y: 58, text: '127.0.0.1:8554' },
    { x: 230, y: 71, text: 'listens' },
    { x: 401, y: 45, text: 'Camera', bold: true },
    { x: 401, y: 61, text: '10.20.0.11:554' },
  ],
  'text',
)

/** Player, Hawser, camera: which side is which. */
function Path() {
  return (
    <Diagram
      size={[460, 96]}
      label={t('A player connects to Hawser on this machine, which connects to the camera.')}
      className="max-w-120"
    >
      <rect x="1" y="18" width="116" height="60" rx="9" className={diagramBox} />
      <rect x="172" y="10" width="116" height="76" rx="9" className="fill-accent-soft stroke-accent" />
      <rect x="343" y="18" width="116" height="60" rx="9" className={diagramBox} />
      <g className="stroke-accent" strokeWidth="1.6" fill="none" strokeLinecap="round" strokeLinejoin="round">
        <path d="M120 48h46m-6-5 6 5-6 5M291 48h46m-6-5 6 5-6 5" />
      </g>
      <DiagramTexts of={texts} />
    </Diagram>
  )
}
