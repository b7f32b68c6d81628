import { createMemoryStorage } from '../../src/storage/memory.js'

describe('memory', () => {
  test('tells time by the clock that it is given', async () => {
    let time = Date.UTC(2030, 0, 1)
    const storage = createMemoryStorage({ clock: () => new Date(time) })
    await storage.create('a/b', new Uint8Array(1))
    time += 86_400_000
    expect((await storage.stat('a/b'))?.modifiedAt.toISOString()).toBe('2030-01-01T00:00:00.000Z')
    expect((await storage.now()).toISOString()).toBe('2030-01-02T00:00:00.000Z')
  })

  test('is the same in every run where it is given none', async () => {
    const times = async (): Promise<number[]> => {
      const storage = createMemoryStorage()
      await storage.create('a/b', new Uint8Array(1))
      return [(await storage.stat('a/b'))!.modifiedAt.getTime(), (await storage.now()).getTime()]
    }
    const first = await times()
    expect(await times()).toEqual(first)
    expect(first[1]).toBeGreaterThan(first[0])
  })

  test('shares its objects with another client, and gives them to tests that damage them', async () => {
    const storage = createMemoryStorage()
    const other = createMemoryStorage({ objects: storage.objects })
    await storage.create('a/b', new Uint8Array([1, 2, 3]))
    storage.objects.set('a/b', { ...storage.objects.get('a/b')!, bytes: new Uint8Array([1, 2]) })
    expect(await other.read('a/b')).toEqual(new Uint8Array([1, 2]))
  })
})
