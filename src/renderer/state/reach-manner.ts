import { create } from 'zustand'

/** How a machine is to be reached, as chosen on the page; undefined: what is likely. */
export const useReachManner = create<{ manner: 'device' | 'code' | undefined }>(() => ({ manner: undefined }))
export const setReachManner = (manner: 'device' | 'code') => useReachManner.setState({ manner })
