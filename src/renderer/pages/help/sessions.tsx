import { t } from '../../../language/t.ts'
import { translated } from '../../../language/table.ts'
import { sentence } from '../../components/sentence.tsx'
import type { Topic } from './meanings.tsx'

/** What there is to know about the log of events and about sessions. */
export const sessionTopics: readonly Topic[] = translated(
  [
    {
      id: 'events',
      title: 'Events',
      body: () => (
        <>
          <p>
            {t(
              'Everything that happens is an event: restarts, lost targets, slow viewers, failing links, conflicts. The last 10,000 are kept over restarts. They are searched by words, level, part, subject and time, all together; what is found can be exported as CSV or JSON, without secrets.',
            )}
          </p>
          <p>
            {sentence(
              'In every chart a flag stands where an event happened. A click on it, or on its line, opens the event in the log; with the keyboard, <b>Tab</b> reaches the newest flag, the arrow keys go to the others and <b>Enter</b> opens. In the log, the picture of a chart beside an event opens the page of its subject at that instant, with the event marked.',
            )}
          </p>
        </>
      ),
    },
    {
      id: 'sessions',
      title: 'Sessions',
      body: () => (
        <>
          <p>
            {t(
              'A session gives a name to a stretch of time, such as "Saturday\'s match". Start one on the overview, by the palette or in a terminal, and end it there; or make one of the past. Several may run at once. One that is forgotten ends after 7 days.',
            )}
          </p>
          <p>
            {t(
              'Its summary tells of everything that was active what it moved, how fast on average and in its best and poorest whole minute, frames seen, late and missing, interruptions, loss and round trips; the minutes in which most went wrong and why; events, diagnoses and transfers. Summaries stay; the minutes beneath them are kept for 30 days.',
            )}
          </p>
          <p>
            {t(
              'An interruption lasts from the event that tells of it to the one that tells its end, or to the first whole minute in which data flows again. Figures are counted by the minute: a session shorter than half an hour is counted to the second.',
            )}
          </p>
          <p>
            {sentence(
              'Exported, a session is a page to read and print, JSON for programs, or each minute as CSV. Passwords, keys and tokens are never in it, addresses only if you wish. From a terminal: <code>hawser sessions start "Saturday\'s match"</code>, <code>end</code>, <code>show</code> and <code>export</code>.',
            )}
          </p>
        </>
      ),
    },
  ],
  'title',
)
