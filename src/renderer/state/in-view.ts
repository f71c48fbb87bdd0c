type Seen = (isSeen: boolean) => void

const watched = new Map<Element, Seen>()
let observer: IntersectionObserver | undefined

/**
 * Tells when an element comes into view and when it leaves it, once at first: what nobody sees need not be painted.
 * The returned function ends it.
 */
export function watchView(element: Element, seen: Seen): () => void {
  observer ??= new IntersectionObserver(
    (entries) => {
      for (const { target, isIntersecting } of entries) watched.get(target)?.(isIntersecting)
    },
    // A little more than what is seen, so that what is scrolled to is there.
    { rootMargin: '100px', scrollMargin: '100px' },
  )
  watched.set(element, seen)
  observer.observe(element)
  return () => {
    watched.delete(element)
    observer?.unobserve(element)
  }
}
