import type { RuleState } from '../../contract/forward.ts'
import { translated } from '../../language/table.ts'

export type Look = {
  word: string
  colour: string
  soft: string
  shape: 'ring' | 'dot' | 'half' | 'triangle' | 'cross' | 'dash'
  meaning: string
}

/** Each state has its own word, colour and shape, so that none of the three is needed to tell them apart. */
export const stateLooks: Record<RuleState, Look> = translated(
  {
    active: {
      word: 'Active',
      colour: 'text-ok',
      soft: 'bg-ok-soft',
      shape: 'dot',
      meaning: 'Connections flow.',
    },
    ready: {
      word: 'Ready',
      colour: 'text-muted',
      soft: 'bg-raised',
      shape: 'ring',
      meaning: 'Listening; nobody is connected.',
    },
    starting: {
      word: 'Starting',
      colour: 'text-muted',
      soft: 'bg-raised',
      shape: 'half',
      meaning: 'The port is being opened.',
    },
    holding: {
      word: 'Holding',
      colour: 'text-warn',
      soft: 'bg-warn-soft',
      shape: 'half',
      meaning: 'The target is away; its viewers are held until it comes back.',
    },
    slow: {
      word: 'Slow',
      colour: 'text-warn',
      soft: 'bg-warn-soft',
      shape: 'triangle',
      meaning: 'A viewer, the tunnel or the camera cannot keep up.',
    },
    failed: {
      word: 'Failed',
      colour: 'text-error',
      soft: 'bg-error-soft',
      shape: 'cross',
      meaning: 'The rule cannot listen.',
    },
    off: { word: 'Off', colour: 'text-faint', soft: 'bg-raised', shape: 'dash', meaning: 'Switched off.' },
  },
  'word',
  'meaning',
)

export const StateShape = ({ state, className }: { state: RuleState; className?: string }) => (
  <Shape look={stateLooks[state]} {...(className && { className })} />
)

export function Shape({
  look: { shape, colour },
  className = 'size-2.5',
}: {
  look: Look
  className?: string
}) {
  return (
    <svg
      aria-hidden="true"
      viewBox="0 0 10 10"
      className={`${className} shrink-0 ${colour}`}
      fill="none"
      stroke="currentColor"
    >
      {shape === 'dot' && <circle cx="5" cy="5" r="4" fill="currentColor" stroke="none" />}
      {shape === 'ring' && <circle cx="5" cy="5" r="3.4" strokeWidth="1.6" />}
      {shape === 'half' && (
        <>
          <circle cx="5" cy="5" r="3.6" strokeWidth="1.4" />
          <path d="M5 1.4a3.6 3.6 0 0 1 0 7.2Z" fill="currentColor" stroke="none" />
        </>
      )}
      {shape === 'triangle' && <path d="M5 .8 9.6 9H.4Z" fill="currentColor" stroke="none" />}
      {shape === 'cross' && (
        <path d="M1.8 1.8l6.4 6.4M8.2 1.8 1.8 8.2" strokeWidth="2" strokeLinecap="round" />
      )}
      {shape === 'dash' && <path d="M2 5h6" strokeWidth="1.8" strokeLinecap="round" />}
    </svg>
  )
}

export const StateBadge = ({ state, pill }: { state: RuleState; pill?: boolean }) => (
  <Badge look={stateLooks[state]} {...(pill && { pill })} />
)

export function Badge({ look, pill }: { look: Look; pill?: boolean }) {
  const { word, colour, soft } = look
  return (
    <span
      className={`inline-flex items-center gap-1.5 text-xs font-medium whitespace-nowrap ${colour} ${pill ? `${soft} h-6 rounded-full px-2.5` : ''}`}
    >
      <Shape look={look} />
      {word}
    </span>
  )
}
