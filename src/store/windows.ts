/** What comes one after the other, some at a time, as it is asked for. */
export async function* inWindows<T>(all: AsyncIterable<T>, size: number): AsyncGenerator<T[]> {
  let window: T[] = []
  for await (const one of all) {
    if (window.push(one) < size) continue
    yield window
    window = []
  }
  if (window.length > 0) yield window
}
