import { paths } from '../../state/router.ts'

const steps: readonly { title: string; text: string }[] = [
  {
    title: '1. Drop',
    text: 'Files, folders or a text. Nothing is read into memory and nothing is packed: 50 GB is as easy as 5 MB.',
  },
  {
    title: '2. Say the code',
    text: 'The other side types it under Receive, or scans it. Paired devices on this network need none.',
  },
  {
    title: '3. It arrives',
    text: 'Straight from machine to machine, sealed from end to end, over as many lanes as the path is worth. Every file is proven on arrival.',
  },
  {
    title: 'Cut off?',
    text: 'It goes on where it stopped: after another network, a closed lid, a crash on either side.',
  },
]

/** What a transfer is, for those who have not made one. */
export const HowItWorks = () => (
  <section aria-label="How a transfer goes" className="px-1 py-2">
    <ol className="grid gap-x-6 gap-y-4 sm:grid-cols-2 xl:grid-cols-4">
      {steps.map(({ title, text }) => (
        <li key={title}>
          <h2 className="font-semibold">{title}</h2>
          <p className="mt-0.5 text-muted">{text}</p>
        </li>
      ))}
    </ol>
    <p className="mt-4 text-xs text-faint">
      No account, and on one network no server. Read{' '}
      <a className="text-accent underline underline-offset-2" href={paths.helpOn('transfer')}>
        how transfers work
      </a>
      .
    </p>
  </section>
)
