import { Plus, Upload } from 'lucide-react'
import { Button } from '../../components/button.tsx'
import { addRule, chooseImport } from '../../state/actions.ts'
import { paths } from '../../state/router.ts'

/** What a rule is, and the one step to the first. */
export function NoRules() {
  return (
    <div className="mx-auto flex max-w-136 flex-col items-center px-6 py-16 text-center">
      <Path />
      <h2 className="mt-8 text-xl font-semibold tracking-tight">Forward your first camera</h2>
      <p className="mt-2 text-base text-muted">
        A rule listens on a port of this machine and carries every connection on to a camera or encoder,
        wherever your network reaches it. Players open this machine's address instead of the camera's; Hawser
        holds the stream steady and shows every late or missing frame.
      </p>
      <div className="mt-6 flex gap-2">
        <Button look="primary" icon={Plus} onClick={addRule}>
          Add a rule
        </Button>
        <Button icon={Upload} onClick={() => void chooseImport()}>
          Import rules
        </Button>
      </div>
      <p className="mt-4 text-xs text-faint">
        Or drop a rules file here. Press <span className="kbd">?</span> for all shortcuts, or read{' '}
        <a className="text-accent underline underline-offset-2" href={paths.helpOn('rules')}>
          how rules work
        </a>
        .
      </p>
    </div>
  )
}

/** Player, Hawser, camera: which side is which. */
function Path() {
  const box = 'fill-surface stroke-line-strong'
  const label = 'fill-text text-[11px] font-semibold'
  const note = 'fill-faint text-[9.5px]'
  return (
    <svg
      viewBox="0 0 460 96"
      role="img"
      aria-label="A player connects to Hawser on this machine, which connects to the camera."
      className="w-full max-w-120"
    >
      <rect x="1" y="18" width="116" height="60" rx="9" className={box} />
      <rect x="172" y="10" width="116" height="76" rx="9" className="fill-accent-soft stroke-accent" />
      <rect x="343" y="18" width="116" height="60" rx="9" className={box} />
      <g className="stroke-accent" strokeWidth="1.6" fill="none" strokeLinecap="round" strokeLinejoin="round">
        <path d="M120 48h46m-6-5 6 5-6 5M291 48h46m-6-5 6 5-6 5" />
      </g>
      <g textAnchor="middle" className="num">
        <text x="59" y="45" className={label}>
          Player
        </text>
        <text x="59" y="61" className={note}>
          VLC, OBS, vMix …
        </text>
        <text x="230" y="42" className={label}>
          Hawser
        </text>
        <text x="230" y="58" className={note}>
          127.0.0.1:8554
        </text>
        <text x="230" y="71" className={note}>
          listens
        </text>
        <text x="401" y="45" className={label}>
          Camera
        </text>
        <text x="401" y="61" className={note}>
          10.20.0.11:554
        </text>
      </g>
    </svg>
  )
}
