import fc from 'fast-check'
import { compareTreePaths } from '../../src/files/index.js'
import { oddName } from './support.js'

const path = fc.array(oddName, { minLength: 1, maxLength: 4 }).map((segments) => segments.join('/'))

/** The order by its definition: segment by segment, each by its bytes. */
function byDefinition(left: string, right: string): number {
  const rights = right.split('/')
  for (const [index, segment] of left.split('/').entries()) {
    const other = rights[index]
    if (other === undefined) return 1
    const order = Buffer.compare(Buffer.from(segment), Buffer.from(other))
    if (order !== 0) return order
  }
  return rights.length === left.split('/').length ? 0 : -1
}

describe('the order of a tree', () => {
  test('is the order of the bytes, segment by segment', () => {
    fc.assert(
      fc.property(path, path, (left, right) => {
        expect(Math.sign(compareTreePaths(left, right))).toBe(byDefinition(left, right))
      })
    )
  })

  test.each([
    ['a', 'a/b'],
    ['a/b', 'a!'],
    ['a/z', 'a-b'],
    ['\uffff', '\u{10000}'],
    ['\ue000', '\u{1f600}'],
    ['x/\ufffd/y', 'x/\u{10000}'],
    ['\u{10000}', '\u{10001}']
  ])('%j comes before %j', (first, second) => {
    expect(compareTreePaths(first, second)).toBeLessThan(0)
    expect(compareTreePaths(second, first)).toBeGreaterThan(0)
  })
})
