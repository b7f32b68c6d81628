import { directionOf, judgeMetric, type Directions } from '../../src/store/index.js'

const directions: Directions = { accuracy: 'higher', loss: 'lower' }
const judge = (name: string, from?: number, to?: number) => judgeMetric(name, from, to, directions)

test.each([
  ['accuracy', 0.9, 0.92, 'better'],
  ['accuracy', 0.92, 0.9, 'worse'],
  ['loss', 0.5, 0.4, 'better'],
  ['loss', 0.4, 0.5, 'worse'],
  ['size', 1, 2, 'changed'],
  ['accuracy', 1, 1, 'same'],
  ['accuracy', 0, -0, 'same'],
  ['accuracy', NaN, NaN, 'same'],
  ['accuracy', Infinity, Infinity, 'same'],
  ['accuracy', 0.9, NaN, 'incomparable'],
  ['accuracy', NaN, 0.9, 'incomparable'],
  ['accuracy', 0.9, Infinity, 'better'],
  ['loss', 0.9, Infinity, 'worse'],
  ['loss', Infinity, -Infinity, 'better'],
  ['accuracy', undefined, 0.9, 'added'],
  ['accuracy', 0.9, undefined, 'removed'],
  ['constructor', 1, 2, 'changed'],
  ['__proto__', 1, 2, 'changed']
])('%s from %p to %p is %s', (name, from, to, verdict) => {
  expect(judge(name, from, to)?.verdict).toBe(verdict)
})

test('the delta is there where it is a number', () => {
  expect(judge('accuracy', 1, 3)?.delta).toBe(2)
  expect(judge('size', -Number.MAX_VALUE, Number.MAX_VALUE)).toEqual({ verdict: 'changed', delta: Infinity })
  expect(judge('accuracy', 1, NaN)?.delta).toBeUndefined()
  expect(judge('accuracy')).toBeUndefined()
})

test('a direction is one that was given, also of a metric that is called as what an object has', () => {
  expect(directionOf(directions, 'toString')).toBeUndefined()
  const own = JSON.parse('{"__proto__": "lower"}') as Directions
  expect(directionOf(own, '__proto__')).toBe('lower')
})
