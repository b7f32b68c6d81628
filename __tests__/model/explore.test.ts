/** The explorer itself, on models of which it is known what they hold. */
import { explore, type Model } from './explore.js'

/** Two that add one to a number without looking again: the well-known lost update. */
function counters(atomic: boolean): Model<{ number: number; seen: number[]; done: boolean[] }> {
  return {
    initial: { number: 0, seen: [9, 9], done: [false, false] },
    steps: (state, step) => {
      for (const who of [0, 1]) {
        if (state.done[who]) continue
        if (atomic) {
          step(`${who} adds`, (next) => {
            next.number++
            next.done[who] = true
          })
        } else if (state.seen[who] === 9) {
          step(`${who} reads`, (next) => {
            next.seen[who] = next.number
          })
        } else {
          step(`${who} writes`, (next) => {
            next.number = next.seen[who] + 1
            next.done[who] = true
          })
        }
      }
    },
    broken: ({ number, done }) => (done.every(Boolean) && number !== 2 ? 'both count' : undefined),
    reaches: { 'both are done': ({ done }) => done.every(Boolean), three: ({ number }) => number === 3 }
  }
}

test('goes through all states, and says what it did not reach', () => {
  expect(explore(counters(true))).toEqual({ states: 4, transitions: 4, depth: 2, unreached: ['three'] })
})

test('finds the fewest steps to what is broken', () => {
  const { counterexample } = explore(counters(false))
  expect(counterexample).toEqual({ broken: 'both count', steps: ['0 reads', '1 reads', '0 writes', '1 writes'] })
})

test('a jug of three and one of five: four are measured in six steps', () => {
  const { counterexample } = explore({
    initial: { three: 0, five: 0 },
    steps: (_, step) => {
      step('fill 3', (next) => void (next.three = 3))
      step('fill 5', (next) => void (next.five = 5))
      step('empty 3', (next) => void (next.three = 0))
      step('empty 5', (next) => void (next.five = 0))
      step('3 into 5', (next) => {
        const poured = Math.min(next.three, 5 - next.five)
        next.three -= poured
        next.five += poured
      })
      step('5 into 3', (next) => {
        const poured = Math.min(next.five, 3 - next.three)
        next.five -= poured
        next.three += poured
      })
    },
    broken: ({ five }) => (five === 4 ? 'four' : undefined),
    reaches: {}
  })
  expect(counterexample?.steps).toEqual(['fill 5', '5 into 3', 'empty 3', '5 into 3', 'fill 5', '5 into 3'])
})

test('a step that breaks a promise counts, also where it leads to a state that is known', () => {
  const { counterexample } = explore({
    initial: { at: 0 },
    steps: ({ at }, step) => {
      if (at === 0) step('on', (next) => void (next.at = 1))
      else step('back', (next) => ((next.at = 0), 'no way back'))
    },
    reaches: {}
  })
  expect(counterexample).toEqual({ broken: 'no way back', steps: ['on', 'back'] })
})

test('does not pass over states that hold the same numbers in another order of lists', () => {
  const { states } = explore<{ first: number[]; second: number[] }>({
    initial: { first: [], second: [] },
    steps: ({ first, second }, step) => {
      if (first.length + second.length > 0) return
      step('first', (next) => void next.first.push(1))
      step('second', (next) => void next.second.push(1))
    },
    reaches: {}
  })
  expect(states).toBe(3)
})

test('a model of too many states has shown nothing', () => {
  expect(() =>
    explore(
      {
        initial: { n: 0 },
        steps: (_, step) =>
          step('one more', (next) => {
            next.n++
          }),
        reaches: {}
      },
      100
    )
  ).toThrow('more than 100 states')
})
