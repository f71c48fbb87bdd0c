import type { SubjectFigures, SubjectKind } from '../../../contract/sessions.ts'
import { t } from '../../../language/t.ts'
import { paths } from '../../state/router.ts'

/** What a kind of thing is called, one and many, and its colour in charts. */
export const kindLooks: Readonly<
  Record<SubjectKind, { one: () => string; many: () => string; colour: string }>
> = {
  rule: { one: () => t('Rule'), many: () => t('Rules'), colour: 'series-down' },
  bond: { one: () => t('Bond'), many: () => t('Bonds'), colour: 'series-frame' },
  link: { one: () => t('Link'), many: () => t('Links'), colour: 'series-frame' },
  receiver: { one: () => t('Receiver'), many: () => t('Receivers'), colour: 'series-up' },
  folder: { one: () => t('Folder'), many: () => t('Folders'), colour: 'series-process' },
  tube: { one: () => t('Tube'), many: () => t('Tubes'), colour: 'series-kernel' },
}

/** Where a thing is shown. */
export function pathOf({ kind, id, of }: Pick<SubjectFigures, 'kind' | 'id' | 'of'>): string {
  switch (kind) {
    case 'rule':
      return paths.rule(id)
    case 'bond':
      return paths.bond(id)
    case 'link':
      return paths.bond(of)
    case 'receiver':
      return paths.receiver(id)
    case 'folder':
      return paths.folder(id)
    case 'tube':
      return paths.tube(id)
  }
}
