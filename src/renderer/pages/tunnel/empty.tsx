import { paths } from '../../state/router.ts'

const steps: readonly { title: string; text: string }[] = [
  {
    title: '1. Two machines',
    text: 'Hawser runs here, and on a machine beside the device that you want: the camera, the encoder, the desktop.',
  },
  {
    title: '2. A tube',
    text: 'They meet with a code, or because they are paired, and connect straight through both routers. No port is opened anywhere.',
  },
  {
    title: '3. Allowed over there',
    text: 'The far machine names the hosts and ports that may be reached. Nothing else is, and what is asked for can be allowed with a click.',
  },
  {
    title: '4. A way',
    text: 'A port here leads to a port there: open it in a player, a browser, a viewer. When the network changes, connections go on.',
  },
]

/** What a tube is, for those who have none. */
export const HowItWorks = () => (
  <section aria-label="How a tunnel goes" className="px-1 py-2">
    <Picture />
    <ol className="mt-6 grid gap-x-6 gap-y-4 sm:grid-cols-2 xl:grid-cols-4">
      {steps.map(({ title, text }) => (
        <li key={title}>
          <h2 className="font-semibold">{title}</h2>
          <p className="mt-0.5 text-muted">{text}</p>
        </li>
      ))}
    </ol>
    <p className="mt-4 text-xs text-faint">
      Read{' '}
      <a className="text-accent underline underline-offset-2" href={paths.helpOn('tunnel')}>
        how tunnels work
      </a>
      .
    </p>
  </section>
)

/** A player here, a tube through two routers, a camera there. */
function Picture() {
  const box = 'fill-surface stroke-line-strong'
  const label = 'fill-text text-[11px] font-semibold'
  const note = 'fill-faint text-[9.5px]'
  return (
    <svg
      viewBox="0 0 640 104"
      role="img"
      aria-label="A player connects to port 8554 of this machine; through a tube that passes both routers it reaches the camera's port 554."
      className="mx-auto w-full max-w-160"
    >
      <path d="M120 52h400" className="stroke-accent-soft" strokeWidth="22" />
      <path d="M120 41h400M120 63h400" className="stroke-accent" strokeWidth="1.5" />
      <path
        d="M128 52h380m-6-5 6 5-6 5"
        fill="none"
        className="stroke-accent"
        strokeWidth="1.6"
        strokeDasharray="5 4"
      />
      <rect x="1" y="16" width="140" height="72" rx="9" className={box} />
      <rect x="499" y="16" width="140" height="72" rx="9" className={box} />
      <rect x="212" y="30" width="56" height="44" rx="7" className={box} />
      <rect x="372" y="30" width="56" height="44" rx="7" className={box} />
      <g textAnchor="middle" className="num">
        <text x="71" y="48" className={label}>
          This machine
        </text>
        <text x="71" y="65" className={note}>
          127.0.0.1:8554
        </text>
        <text x="240" y="56" className={note}>
          router
        </text>
        <text x="400" y="56" className={note}>
          router
        </text>
        <text x="320" y="86" className={note}>
          one tube, sealed
        </text>
        <text x="569" y="48" className={label}>
          OB van
        </text>
        <text x="569" y="65" className={note}>
          camera, 10.20.0.14:554
        </text>
      </g>
    </svg>
  )
}
