import { t } from '../../../language/t.ts'
import { translated } from '../../../language/table.ts'
import { Diagram, DiagramTexts, diagramBox } from '../../components/diagram.tsx'
import { HelpLink, HowItGoes } from '../../components/introduction.tsx'
import { sentence } from '../../components/sentence.tsx'

const steps: readonly { title: string; text: string }[] = translated(
  [
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
  ],
  'title',
  'text',
)

/** What a tube is, for those who have none. */
export const HowItWorks = () => (
  <HowItGoes label={t('How a tunnel goes')} steps={steps} picture={<Picture />}>
    {sentence('Read {{helpLink}}.', {
      helpLink: <HelpLink topic="tunnel">{t('how tunnels work')}</HelpLink>,
    })}
  </HowItGoes>
)

const texts = translated(
  [
    { x: 71, y: 48, text: 'This machine', bold: true },
    { x: 71, y: 65, text: '127.0.0.1:8554' },
    { x: 240, y: 56, text: 'router' },
    { x: 400, y: 56, text: 'router' },
    { x: 320, y: 86, text: 'one tube, sealed' },
    { x: 569, y: 48, text: 'OB van', bold: true },
    { x: 569, y: 65, text: 'camera, 10.20.0.14:554' },
  ],
  'text',
)

/** A player here, a tube through two routers, a camera there. */
function Picture() {
  return (
    <Diagram
      size={[640, 104]}
      label={t(
        "A player connects to port 8554 of this machine; through a tube that passes both routers it reaches the camera's port 554.",
      )}
      className="mx-auto max-w-160"
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
      <rect x="1" y="16" width="140" height="72" rx="9" className={diagramBox} />
      <rect x="499" y="16" width="140" height="72" rx="9" className={diagramBox} />
      <rect x="212" y="30" width="56" height="44" rx="7" className={diagramBox} />
      <rect x="372" y="30" width="56" height="44" rx="7" className={diagramBox} />
      <DiagramTexts of={texts} />
    </Diagram>
  )
}
