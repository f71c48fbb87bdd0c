import { Plus, RadioTower } from 'lucide-react'
import { Button } from '../../components/button.tsx'
import { addBond, addReceiver } from '../../state/bond-actions.ts'
import { paths } from '../../state/router.ts'

/** What bonding is, and the one step to the first. */
export function NoBonds() {
  return (
    <div className="mx-auto flex max-w-144 flex-col items-center px-6 py-14 text-center">
      <Picture />
      <h2 className="mt-8 text-xl font-semibold tracking-tight">Send one stream over every uplink</h2>
      <p className="mt-2 text-base text-muted">
        A bond takes the SRT stream of a camera or encoder on this machine and spreads it over all modems,
        Wi-Fi and cables at once, so that the picture stays whole while links fade, die and return. A receiver
        at the other end, Hawser or any SRTLA receiver, puts it together again.
      </p>
      <div className="mt-6 flex flex-wrap justify-center gap-2">
        <Button look="primary" icon={Plus} onClick={addBond}>
          Add bond
        </Button>
        <Button icon={RadioTower} onClick={addReceiver}>
          Add receiver
        </Button>
      </div>
      <p className="mt-4 text-xs text-faint">
        In the camera enter <code className="font-mono text-muted select-all">srt://127.0.0.1:6000</code>,
        mode caller; or this machine's address when the camera is another device. Read{' '}
        <a className="text-accent underline underline-offset-2" href={paths.helpOn('bonding')}>
          how bonding works
        </a>
        .
      </p>
    </div>
  )
}

/** Camera, Hawser with three links, receiver. */
function Picture() {
  const box = 'fill-surface stroke-line-strong'
  const label = 'fill-text text-[11px] font-semibold'
  const note = 'fill-faint text-[9.5px]'
  return (
    <svg
      viewBox="0 0 560 112"
      role="img"
      aria-label="A camera sends SRT to Hawser, which spreads it over several uplinks to a receiver."
      className="w-full max-w-136"
    >
      <rect x="1" y="26" width="104" height="60" rx="9" className={box} />
      <rect x="160" y="18" width="116" height="76" rx="9" className="fill-accent-soft stroke-accent" />
      <rect x="443" y="26" width="116" height="60" rx="9" className={box} />
      <g fill="none" strokeWidth="1.6" strokeLinecap="round" strokeLinejoin="round">
        <path d="M108 56h46m-6-5 6 5-6 5" className="stroke-accent" />
        <path d="M279 40C320 8 400 8 438 44" stroke="var(--link-0)" />
        <path d="M279 56h159m-6-5 6 5-6 5" stroke="var(--link-1)" />
        <path d="M279 72c41 32 121 32 159-4" stroke="var(--link-2)" />
      </g>
      <g textAnchor="middle" className="num">
        <text x="53" y="53" className={label}>
          Camera
        </text>
        <text x="53" y="69" className={note}>
          SRT caller
        </text>
        <text x="218" y="50" className={label}>
          Hawser
        </text>
        <text x="218" y="66" className={note}>
          127.0.0.1:6000
        </text>
        <text x="218" y="79" className={note}>
          bond
        </text>
        <text x="501" y="53" className={label}>
          Receiver
        </text>
        <text x="501" y="69" className={note}>
          receiver:5000
        </text>
      </g>
    </svg>
  )
}
