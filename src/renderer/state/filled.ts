import { create } from 'zustand'

/** What a link from outside has filled into a page; `count` tells it from the one before. */
export interface Filled {
  link: string
  count: number
}
const nothing: Filled = { link: '', count: 0 }

type Page = 'pair' | 'receive' | 'tunnel'
export const useFilled = create<Record<Page, Filled>>(() => ({
  pair: nothing,
  receive: nothing,
  tunnel: nothing,
}))

let count = 0
export const fill = (page: Page, link: string) => useFilled.setState({ [page]: { link, count: ++count } })
