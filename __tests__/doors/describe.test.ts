import { formatBytes, formatCount, formatDuration, formatMetric, plural, quoteList } from '../../src/doors/describe.js'

describe('numbers for people', () => {
  it.each([
    [0, '0 B'],
    [1023, '1023 B'],
    [1536, '1.5 KiB'],
    [1024 ** 2, '1 MiB'],
    [20 * 1024 ** 3, '20 GiB']
  ])('formatBytes(%d)', (bytes, text) => expect(formatBytes(bytes)).toBe(text))

  it.each([
    [0, '0.0 s'],
    [420, '0.4 s'],
    [9949, '9.9 s'],
    [9960, '10 s'],
    [59_400, '59 s'],
    [59_600, '1 min 0 s'],
    [200_000, '3 min 20 s']
  ])('formatDuration(%d)', (milliseconds, text) => expect(formatDuration(milliseconds)).toBe(text))

  it('counts and makes plurals', () => {
    expect(formatCount(1_234_567)).toBe('1,234,567')
    expect([0, 1, 2, 1200].map((count) => plural(count, 'file'))).toEqual([
      '0 files',
      '1 file',
      '2 files',
      '1,200 files'
    ])
    expect(plural(2, 'entry', 'entries')).toBe('2 entries')
  })

  it('shows metrics as they are', () => {
    expect([0.1 + 0.2, -0, 1e-9, NaN, -Infinity].map(formatMetric)).toEqual([
      '0.30000000000000004',
      '-0',
      '1e-9',
      'NaN',
      '-Infinity'
    ])
  })
})

describe('text from elsewhere', () => {
  it('is listed shortly', () => {
    expect(quoteList([])).toBe('')
    expect(quoteList(['a'])).toBe("'a'")
    expect(quoteList(['a', 'b', 'c'])).toBe("'a', 'b' and 'c'")
    expect(quoteList(['a', 'b', 'c', 'd'], 2)).toBe("'a', 'b' and 2 more")
  })
})
