import type { Catalogue } from '../catalogue.ts'

export const helpCharts: Catalogue = {
  'A gap means that nothing is known: Hawser did not run, the machine slept, the link was not there, or nothing could be measured. A line at zero means that nothing flowed.':
    'Eine Lücke heißt, dass nichts bekannt ist: Hawser lief nicht, der Rechner schlief, der Link war nicht da, oder nichts ließ sich messen. Eine Linie bei null heißt, dass nichts floss.',
  'Choose how much time a chart shows, from <b>Live</b> to <b>30 days</b>, and move it with <b>Back in time</b>; the arrow keys move it too. Drag within a chart to zoom in: what lies in the last half hour is then shown as it was measured. <b>P</b> lets all charts of a page stand still, and go on with the present.':
    'Wählen, wie viel Zeit eine Kurve zeigt, von <b>Live</b> bis <b>30 Tage</b>, und sie mit <b>Zurück in der Zeit</b> bewegen; die Pfeiltasten bewegen sie auch. In einer Kurve ziehen, um hineinzuzoomen: was in der letzten halben Stunde liegt, wird dann gezeigt, wie es gemessen wurde. <b>P</b> lässt alle Kurven einer Seite stillstehen und mit der Gegenwart weitergehen.',
  'Dashed lines with a flag are events; point at one to read it. The numbers above a chart are those under the cursor, or the newest. The window that is shown can be saved as CSV or as a picture.':
    'Gestrichelte Linien mit Fahne sind Ereignisse; darauf zeigen, um sie zu lesen. Die Zahlen über einer Kurve gelten unter dem Zeiger, sonst die neuesten. Das gezeigte Fenster lässt sich als CSV oder als Bild speichern.',
  'Hawser keeps everything that charts show: the last half hour as it was measured, up to ten times a second, and 30 days by the minute. It does so whether a window is open or not, and over restarts.':
    'Hawser behält alles, was Kurven zeigen: die letzte halbe Stunde, wie sie gemessen wurde, bis zu zehnmal je Sekunde, und 30 Tage je Minute. Das geschieht mit oder ohne offenes Fenster und über Neustarts hinweg.',
  'In a day, a week or 30 days each point is an average over minutes: a short dip is shallower there than it was. Gaps between frames and the delay to viewers are always the worst of their time. What is exported as CSV is what is shown, as finely as it is kept.':
    'Bei einem Tag, einer Woche oder 30 Tagen ist jeder Punkt ein Mittel über Minuten: ein kurzer Einbruch ist dort flacher, als er war. Abstände zwischen Frames und die Verzögerung zu Zuschauern sind immer die schlimmsten ihrer Zeit. Was als CSV exportiert wird, ist, was gezeigt wird, so fein, wie es aufbewahrt ist.',
}
