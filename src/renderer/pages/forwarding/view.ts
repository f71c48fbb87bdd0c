import { create } from 'zustand'
import type { Filter } from './list.ts'

/** How the list stands; kept while one is on other pages. */
interface View {
  query: string
  filter: Filter
  collapsed: ReadonlySet<string>
  selected: ReadonlySet<string>
  /** The row that the keyboard is on: a rule's id, or `group:` and a group's name. */
  cursor: string | undefined
}
export const useView = create<View>(() => ({
  query: '',
  filter: 'all',
  collapsed: new Set(),
  selected: new Set(),
  cursor: undefined,
}))
export const setView = useView.setState

const toggled = (set: ReadonlySet<string>, key: string) => {
  const next = new Set(set)
  if (!next.delete(key)) next.add(key)
  return next
}
export const toggleGroup = (name: string) =>
  setView(({ collapsed }) => ({ collapsed: toggled(collapsed, name) }))
export const toggleSelected = (id: string) => setView(({ selected }) => ({ selected: toggled(selected, id) }))
export const select = (ids: Iterable<string>) => setView({ selected: new Set(ids) })
export const addSelected = (ids: Iterable<string>) =>
  setView(({ selected }) => ({ selected: new Set([...selected, ...ids]) }))
