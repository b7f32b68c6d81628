/** Does something for each item, of so many at the same time. The first failure ends it, once what was begun is done. */
export async function eachAtOnce<T>(items: Iterable<T>, width: number, act: (item: T) => Promise<void>): Promise<void> {
  const rest = items[Symbol.iterator]()
  let failed = false
  const work = async (): Promise<void> => {
    for (let next = rest.next(); !failed && next.done !== true; next = rest.next()) {
      try {
        await act(next.value)
      } catch (error) {
        failed = true
        throw error
      }
    }
  }
  const ends = await Promise.allSettled(Array.from({ length: width }, work))
  for (const end of ends) if (end.status === 'rejected') throw end.reason
}
