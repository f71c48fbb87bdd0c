import { t } from '../../../language/t.ts'
import { translated } from '../../../language/table.ts'
import { sentence } from '../../components/sentence.tsx'
import { paths } from '../../state/router.ts'

const steps: readonly { title: string; text: string }[] = translated(
  [
    {
      title: '1. One button',
      text: 'Interfaces, routes, DNS, loss, packet sizes, NAT, clock, WireGuard, limits of the system: all at once, without privileges.',
    },
    {
      title: '2. One sentence',
      text: 'What is wrong comes first; then the causes, the likeliest on top, with what was measured and a command to copy.',
    },
    {
      title: '3. Two ends',
      text: 'Choose a paired device, and throughput, delay under load and reachability from outside are measured against it.',
    },
    {
      title: '4. Share it',
      text: 'Save or copy the report after a look at it. Passwords, keys and tokens are never in it.',
    },
  ],
  'title',
  'text',
)

/** What the doctor does, for those who have not asked it yet. */
export const HowItWorks = () => (
  <section aria-label={t('What the doctor does')} className="px-1 py-4">
    <ol className="grid gap-x-6 gap-y-4 sm:grid-cols-2 xl:grid-cols-4">
      {steps.map(({ title, text }) => (
        <li key={title}>
          <h2 className="font-semibold">{title}</h2>
          <p className="mt-0.5 text-muted">{text}</p>
        </li>
      ))}
    </ol>
    <p className="mt-4 text-xs text-faint">
      {sentence(
        'Nobody is asked on the internet unless you name the servers in the settings. Read {{link}}.',
        {
          link: (
            <a className="text-accent underline underline-offset-2" href={paths.helpOn('diagnose')}>
              {t('how the doctor works')}
            </a>
          ),
        },
      )}
    </p>
  </section>
)
