import { setUi } from './ui.ts'

export const editObserve = () => setUi({ editor: { kind: 'observe', mode: 'edit', id: 'observe' } })
