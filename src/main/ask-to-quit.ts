import { app, dialog } from 'electron'
import { t } from '../language/t.ts'

/** Quits, after a question if something runs that would end (`runs`, in words): streams must not end by a slip. */
export async function askToQuit(runs: readonly string[]): Promise<void> {
  if (runs.length > 0) {
    const { response } = await dialog.showMessageBox({
      type: 'warning',
      message: t('Quit Hawser? Something is still at work.'),
      detail: `${runs.join(', ')}.`,
      buttons: [t('Go on'), t('Quit')],
      defaultId: 0,
      cancelId: 0,
    })
    if (response !== 1) return
  }
  app.quit()
}
