import { CompressionAdvisor, fileKind } from '../../src/content/compression-advisor.js'

/** How many of `count` chunks of a kind are tried, when none of them pays. */
function triesOf(advisor: CompressionAdvisor, kind: string, count: number): number {
  let tries = 0
  for (let chunk = 0; chunk < count; chunk++) {
    if (!advisor.shouldTry(kind)) continue
    tries++
    advisor.learn(kind, false)
  }
  return tries
}

describe('whether compressing is worth a try', () => {
  test('always, as long as it pays', () => {
    const advisor = new CompressionAdvisor()
    for (let chunk = 0; chunk < 100; chunk++) {
      expect(advisor.shouldTry('csv')).toBe(true)
      advisor.learn('csv', true)
    }
  })

  test('seldom, where it did not pay; but it is tried again now and then', () => {
    const advisor = new CompressionAdvisor()
    expect(triesOf(advisor, 'bin', 4)).toBe(4)
    const tries = triesOf(advisor, 'bin', 1000)
    expect(tries).toBeGreaterThan(1000 / 40)
    expect(tries).toBeLessThan(1000 / 8)
  })

  test('tries again also where several chunks are asked for before one is learned from', () => {
    const advisor = new CompressionAdvisor()
    let tries = 0
    for (let batch = 0; batch < 200; batch++) {
      const tried = Array.from({ length: 7 }, () => advisor.shouldTry('bin')).filter(Boolean)
      for (const _ of tried) advisor.learn('bin', false)
      tries += tried.length
    }
    expect(tries).toBeGreaterThan(20)
    expect(tries).toBeLessThan(200)
  })

  test('always again once it pays', () => {
    const advisor = new CompressionAdvisor()
    triesOf(advisor, 'bin', 50)
    advisor.learn('bin', true)
    expect(triesOf(advisor, 'bin', 4)).toBe(4)
  })

  test('by the kind of file: what is learned of one says nothing about another', () => {
    const advisor = new CompressionAdvisor()
    triesOf(advisor, 'bin', 50)
    expect(triesOf(advisor, 'csv', 4)).toBe(4)
  })
})

test.each([
  ['a/b/Model.SAFETENSORS', 'safetensors'],
  ['data.tar.gz', 'gz'],
  ['a.d/readme', ''],
  ['.gitignore', ''],
  ['a/.env', ''],
  ['trailing.', ''],
  ['a/.env.local', 'local']
])('the kind of %s is %j', (path, kind) => {
  expect(fileKind(path)).toBe(kind)
})
