/**
 * A small, fast generator (sfc32, by Chris Doty-Humphrey): the same seed gives the same workload on every machine, so
 * that numbers can be compared. Statistically sound, not for secrets.
 */
export class Random {
  #a
  #b
  #c
  #counter = 1

  /** @param {number} seed a 32-bit number */
  constructor(seed) {
    this.#a = seed | 0
    this.#b = 0x9e3779b9 | 0
    this.#c = 0x243f6a88
    for (let round = 0; round < 15; round++) this.uint32()
  }

  /** 0 to 2^32 - 1 */
  uint32() {
    const sum = (((this.#a + this.#b) | 0) + this.#counter) | 0
    this.#counter = (this.#counter + 1) | 0
    this.#a = this.#b ^ (this.#b >>> 9)
    this.#b = (this.#c + (this.#c << 3)) | 0
    this.#c = ((this.#c << 21) | (this.#c >>> 11)) + sum
    this.#c |= 0
    return sum >>> 0
  }

  /** A whole number from 0 to `limit` - 1 */
  below(limit) {
    return Math.floor((this.uint32() / 0x1_0000_0000) * limit)
  }

  /** One of the values of a list */
  pick(values) {
    return values[this.below(values.length)]
  }

  /** Fills a Buffer whose length is a multiple of 4 with incompressible bytes. */
  bytes(buffer) {
    const words = new Uint32Array(buffer.buffer, buffer.byteOffset, buffer.length >>> 2)
    for (let index = 0; index < words.length; index++) words[index] = this.uint32()
    return buffer
  }

  /**
   * Fills a Buffer with 32-bit floats around zero, as the weights of a trained network: mantissas without any pattern,
   * exponents of a few kinds.
   */
  weights(buffer) {
    const floats = new Float32Array(buffer.buffer, buffer.byteOffset, buffer.length >>> 2)
    for (let index = 0; index < floats.length; index++) {
      floats[index] = (this.uint32() + this.uint32() - 0xffff_ffff) * 1e-11
    }
    return buffer
  }
}
