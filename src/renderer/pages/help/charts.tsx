import { t } from '../../../language/t.ts'
import { translated } from '../../../language/table.ts'
import { sentence } from '../../components/sentence.tsx'
import type { Topic } from './meanings.tsx'

/** What there is to know about charts and how long figures are kept. */
export const chartTopics: readonly Topic[] = translated(
  [
    {
      id: 'charts',
      title: 'Charts',
      body: () => (
        <>
          <p>
            {t(
              'Dashed lines with a flag are events; point at one to read it. The numbers above a chart are those under the cursor, or the newest. The window that is shown can be saved as CSV or as a picture.',
            )}
          </p>
          <p>
            {t(
              'Hawser keeps everything that charts show: the last half hour as it was measured, up to ten times a second, and 30 days by the minute. It does so whether a window is open or not, and over restarts.',
            )}
          </p>
          <p>
            {sentence(
              'Choose how much time a chart shows, from <b>Live</b> to <b>30 days</b>, and move it with <b>Back in time</b>; the arrow keys move it too. Drag within a chart to zoom in: what lies in the last half hour is then shown as it was measured. <b>P</b> lets all charts of a page stand still, and go on with the present.',
            )}
          </p>
          <p>
            {t(
              'A gap means that nothing is known: Hawser did not run, the machine slept, the link was not there, or nothing could be measured. A line at zero means that nothing flowed.',
            )}
          </p>
          <p>
            {t(
              'In a day, a week or 30 days each point is an average over minutes: a short dip is shallower there than it was. Gaps between frames and the delay to viewers are always the worst of their time. What is exported as CSV is what is shown, as finely as it is kept.',
            )}
          </p>
        </>
      ),
    },
  ],
  'title',
)
