import { useEffect, useRef } from 'react'
import { t } from '../../../language/t.ts'
import { Page } from '../../components/page.tsx'
import { paths } from '../../state/router.ts'
import { topics } from './topics.tsx'

/** How each thing works and what the words mean, in one page that can be searched by the browser. */
export function HelpPage({ topic }: { topic: string }) {
  const box = useRef<HTMLDivElement>(null)
  useEffect(() => {
    if (topic) box.current?.querySelector(`#help-${CSS.escape(topic)}`)?.scrollIntoView({ block: 'start' })
  }, [topic])
  return (
    <Page title={t('Help')}>
      <div
        ref={box}
        className="grid grid-cols-[minmax(0,1fr)] items-start gap-x-10 gap-y-6 md:grid-cols-[11rem_minmax(0,44rem)]"
      >
        <nav aria-label={t('Topics')} className="top-0 flex flex-col gap-0.5 md:sticky">
          {topics.map(({ id, title }) => (
            <a
              key={id}
              href={paths.helpOn(id)}
              aria-current={topic === id ? 'true' : undefined}
              className="rounded-md px-2.5 py-1 text-muted hover:bg-raised hover:text-text aria-[current]:bg-accent-soft aria-[current]:text-text"
            >
              {title}
            </a>
          ))}
        </nav>
        <div className="flex flex-col gap-8">
          {topics.map(({ id, title, body }) => (
            <section key={id} id={`help-${id}`} aria-label={title} className="help scroll-mt-4">
              <h2 className="mb-2 text-xl font-semibold tracking-tight">{title}</h2>
              {body()}
            </section>
          ))}
        </div>
      </div>
    </Page>
  )
}
