export const id = 807;
export const ids = [807];
export const modules = {

/***/ 9111:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   BP: () => (/* binding */ findCuts),
/* harmony export */   RJ: () => (/* binding */ SCAN_START),
/* harmony export */   mD: () => (/* binding */ CHUNKING)
/* harmony export */ });
/* harmony import */ var node_crypto__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(7598);
/**
 * Content-defined chunking: a gear hash over the bytes decides where a file is cut, so that an insertion moves the
 * cuts near it and no others. Two masks pull chunk sizes towards the average, and the bytes before the minimum are
 * skipped, as in FastCDC (Xia et al., USENIX ATC 2016). docs/FORMAT.md, "Chunks".
 */

const CHUNKING = {
    algorithm: 'gear32',
    seed: 'artifact-store',
    /** Bytes. */
    minimum: 64 * 1024,
    average: 256 * 1024,
    maximum: 1024 * 1024
};
/** Top 20 bits: before the average size a cut is unlikely. */
const STRICT_MASK = 0xfffff000 | 0;
/** Top 16 bits: after it, likely. */
const LOOSE_MASK = 0xffff0000 | 0;
/** The state holds 32 bits, so it forgets a byte after 32 more: hashing may start that close to the first possible cut. */
const WARM_UP = 64;
const GEAR = gearTable(CHUNKING.seed);
function gearTable(seed) {
    const table = new Int32Array(256);
    for (let byte = 0; byte < 256; byte++) {
        table[byte] = (0,node_crypto__WEBPACK_IMPORTED_MODULE_0__.createHash)('sha256').update(seed).update(Uint8Array.of(byte)).digest().readInt32BE(0);
    }
    return table;
}
const SCAN_START = { hash: 0 };
/**
 * Finds the cuts in a window of a file.
 *
 * @param bytes holds the window; the current chunk lies in it from its first byte on.
 * @param chunkStart where the current chunk starts in `bytes`.
 * @param from where bytes begin that were not scanned yet (`chunkStart` or later).
 * @param end one past the last byte of the window.
 * @param last whether the file ends at `end`: then `end` is a cut.
 * @returns the cuts (each one past a chunk's last byte) and the state for the next window.
 */
function findCuts(bytes, chunkStart, from, end, last, state = SCAN_START) {
    const cuts = [];
    let start = chunkStart;
    let position = from;
    let hash = state.hash;
    for (;;) {
        const warm = start + CHUNKING.minimum - WARM_UP;
        if (position < warm) {
            position = Math.min(warm, end);
            hash = 0;
        }
        const cut = scan(bytes, position, end, start, hash);
        if (cut < 0) {
            hash = scannedHash;
            break;
        }
        cuts.push(cut);
        start = position = cut;
        hash = 0;
    }
    if (last && end > start)
        cuts.push(end);
    return { cuts, state: { hash } };
}
/** The hash at the end of the last {@link scan} that found no cut; a second result without an allocation. */
let scannedHash = 0;
/** One past the byte after which the chunk is cut, or -1 if the window ends before. */
function scan(bytes, from, end, start, state) {
    const hardEnd = start + CHUNKING.maximum;
    let position = from;
    scannedHash = state;
    // From the minimum's last byte on a cut may follow; before that, only the hash is warmed.
    const first = Math.min(end, start + CHUNKING.minimum - 1);
    if (position < first) {
        let hash = scannedHash;
        while (position < first)
            hash = ((hash << 1) + GEAR[bytes[position++]]) | 0;
        scannedHash = hash;
    }
    const normal = Math.min(end, start + CHUNKING.average);
    if (position < normal) {
        const cut = scanMasked(bytes, position, normal, STRICT_MASK);
        if (cut >= 0)
            return cut;
        position = normal;
    }
    const hard = Math.min(end, hardEnd);
    if (position < hard) {
        const cut = scanMasked(bytes, position, hard, LOOSE_MASK);
        if (cut >= 0)
            return cut;
    }
    return end >= hardEnd ? hardEnd : -1;
}
/** The hot loop, four bytes a turn: 1.4 GB/s where a plain loop makes 0.6. */
function scanMasked(bytes, from, end, mask) {
    const gear = GEAR;
    let hash = scannedHash;
    let position = from;
    const quads = end - 3;
    while (position < quads) {
        hash = ((hash << 1) + gear[bytes[position]]) | 0;
        if ((hash & mask) === 0)
            return position + 1;
        hash = ((hash << 1) + gear[bytes[position + 1]]) | 0;
        if ((hash & mask) === 0)
            return position + 2;
        hash = ((hash << 1) + gear[bytes[position + 2]]) | 0;
        if ((hash & mask) === 0)
            return position + 3;
        hash = ((hash << 1) + gear[bytes[position + 3]]) | 0;
        if ((hash & mask) === 0)
            return position + 4;
        position += 4;
    }
    while (position < end) {
        hash = ((hash << 1) + gear[bytes[position]]) | 0;
        position++;
        if ((hash & mask) === 0)
            return position;
    }
    scannedHash = hash;
    return -1;
}


/***/ }),

/***/ 3847:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   $s: () => (/* binding */ AUTO_LEVEL),
/* harmony export */   Ly: () => (/* binding */ decompressChunk),
/* harmony export */   RQ: () => (/* binding */ canCompress),
/* harmony export */   cY: () => (/* binding */ compressChunk)
/* harmony export */ });
/* harmony import */ var node_zlib__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(8522);
/* harmony import */ var fzstd__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(8339);
/* harmony import */ var _errors_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(452);
/* harmony import */ var _release_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(620);
/**
 * zstd for chunks: Node's own where it has it (22.15 and later), a decoder in JavaScript elsewhere, so that a store
 * can be read everywhere; what an older Node saves is then not compressed.
 */




/** Whether this Node.js can compress with zstd. */
const canCompress = typeof node_zlib__WEBPACK_IMPORTED_MODULE_0__.zstdCompressSync === 'function';
/** What `auto` means: on data where zstd pays, level 1 gives nearly the ratio of 3 at twice the speed. */
const AUTO_LEVEL = 1;
/** A chunk is stored compressed if that saves at least this share of it. */
const WORTHWHILE = 0.1;
/** Of a longer chunk, so much from its middle is tried first: what does not shrink there is not worth the time. */
const SAMPLE_BYTES = 32 * 1024;
/**
 * A frame may ask for a window of at most so much (docs/FORMAT.md): what every decoder must support by RFC 8878, where
 * its format would let a frame of 20 bytes ask for terabytes.
 */
const WINDOW_LOG_MAXIMUM = 23;
/** The chunk as one zstd frame, or undefined where that does not save a tenth. */
function compressChunk(chunk, level) {
    if (!canCompress || chunk.length < 64)
        return undefined;
    if (chunk.length > 2 * SAMPLE_BYTES) {
        const middle = (chunk.length - SAMPLE_BYTES) >>> 1;
        if (compressIfSmaller(chunk.subarray(middle, middle + SAMPLE_BYTES), AUTO_LEVEL) === undefined)
            return undefined;
    }
    return compressIfSmaller(chunk, level);
}
function compressIfSmaller(bytes, level) {
    const output = node_zlib__WEBPACK_IMPORTED_MODULE_0__.zstdCompressSync(bytes, {
        // Room for the worst case, so that the output is one buffer, which can be given back at once.
        chunkSize: bytes.length + (bytes.length >>> 7) + 1024,
        params: { [node_zlib__WEBPACK_IMPORTED_MODULE_0__.constants.ZSTD_c_compressionLevel]: level }
    });
    const limit = Math.floor(bytes.length * (1 - WORTHWHILE));
    // A buffer of its own: node:zlib gives a slice of a larger one, which would travel whole between threads.
    const frame = output.length <= limit ? new Uint8Array(output) : undefined;
    (0,_release_js__WEBPACK_IMPORTED_MODULE_2__/* .releaseBuffer */ .k)(output);
    return frame;
}
/**
 * The chunk in a zstd frame.
 * @param size bytes that the chunk must have; a frame that holds more is given up on, so it cannot fill the memory.
 * @throws ArtifactStoreError `DAMAGED` for what is no frame of exactly `size` bytes.
 */
function decompressChunk(frame, size) {
    let chunk;
    try {
        chunk = canCompress
            ? node_zlib__WEBPACK_IMPORTED_MODULE_0__.zstdDecompressSync(frame, {
                maxOutputLength: size,
                // One byte more than fits: node:zlib sets up another buffer as soon as one is full.
                chunkSize: Math.max(64, size + 1),
                params: { [node_zlib__WEBPACK_IMPORTED_MODULE_0__.constants.ZSTD_d_windowLogMax]: WINDOW_LOG_MAXIMUM }
            })
            : decompressInJavaScript(frame, size);
    }
    catch (error) {
        throw new _errors_js__WEBPACK_IMPORTED_MODULE_1__/* .ArtifactStoreError */ .ux('DAMAGED', 'compressed bytes do not decompress', { cause: error });
    }
    if (chunk.length !== size)
        throw new _errors_js__WEBPACK_IMPORTED_MODULE_1__/* .ArtifactStoreError */ .ux('DAMAGED', 'compressed bytes have another length');
    return chunk;
}
function decompressInJavaScript(frame, size) {
    // This decoder allocates the window that a frame asks for, before it looks at any of its blocks.
    if (windowSize(frame) > 2 ** WINDOW_LOG_MAXIMUM)
        throw new RangeError('the frame needs too large a window');
    const chunk = new Uint8Array(size);
    let length = 0;
    const decoder = new fzstd__WEBPACK_IMPORTED_MODULE_3__/* .Decompress */ .YM((part) => {
        if (length + part.length > size)
            throw new RangeError('the frame holds more than it should');
        chunk.set(part, length);
        length += part.length;
    });
    decoder.push(frame, true);
    return chunk.subarray(0, length);
}
/** Bytes of the window that a frame asks for: RFC 8878, 3.1.1.1. */
function windowSize(frame) {
    const [descriptor = 0, windowDescriptor = 0] = frame.subarray(4, 6);
    const isSingleSegment = (descriptor & 0x20) !== 0;
    if (!isSingleSegment)
        return 2 ** (10 + (windowDescriptor >> 3)) * (1 + (windowDescriptor & 7) / 8);
    // Then the window is the content, whose size follows the dictionary's id.
    const start = 5 + [0, 1, 2, 4][descriptor & 3];
    const bytes = frame.subarray(start, start + 2 ** (descriptor >> 6));
    return bytes.reduceRight((size, byte) => size * 256 + byte, 0);
}


/***/ }),

/***/ 3749:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   FA: () => (/* binding */ HASH_BYTES),
/* harmony export */   _h: () => (/* binding */ isSha256),
/* harmony export */   fg: () => (/* binding */ sha256Hex),
/* harmony export */   sc: () => (/* binding */ sha256)
/* harmony export */ });
/* harmony import */ var node_crypto__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(7598);

/** Bytes of a hash. */
const HASH_BYTES = 32;
/** The SHA-256 of `bytes`, 32 bytes. */
function sha256(bytes) {
    // crypto.hash spares the Hash object, a fifth of the time on small chunks; Node 20 has it from 20.12 on.
    return typeof node_crypto__WEBPACK_IMPORTED_MODULE_0__.hash === 'function'
        ? (0,node_crypto__WEBPACK_IMPORTED_MODULE_0__.hash)('sha256', bytes, 'buffer')
        : (0,node_crypto__WEBPACK_IMPORTED_MODULE_0__.createHash)('sha256').update(bytes).digest();
}
/** The SHA-256 of `data` (text as UTF-8), as 64 hexadecimal digits. */
function sha256Hex(data) {
    return (0,node_crypto__WEBPACK_IMPORTED_MODULE_0__.createHash)('sha256').update(data).digest('hex');
}
const SHA256_PATTERN = /^[0-9a-f]{64}$/;
function isSha256(value) {
    return typeof value === 'string' && SHA256_PATTERN.test(value);
}


/***/ }),

/***/ 183:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   V: () => (/* binding */ openFlag)
/* harmony export */ });
/* harmony import */ var node_fs__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(3024);

/** A flag of `open`, or 0 on a platform that has it not (Windows). */
function openFlag(name) {
    const flags = node_fs__WEBPACK_IMPORTED_MODULE_0__.constants;
    return flags[name] ?? 0;
}


/***/ }),

/***/ 1276:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   V: () => (/* binding */ READ_CHUNK_COLUMNS),
/* harmony export */   z: () => (/* binding */ readChunks)
/* harmony export */ });
/* harmony import */ var node_crypto__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(7598);
/* harmony import */ var _errors_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(452);
/* harmony import */ var _hash_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(3749);
/* harmony import */ var _release_js__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(620);
/* harmony import */ var _stored_chunk_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(7034);
/** A task for the threads: opens chunks that may be damaged, tells which are, and makes of the others what is wanted. */





const READ_CHUNK_COLUMNS = 5;
function readChunks(task) {
    const contents = new Array(task.hashes.length / _hash_js__WEBPACK_IMPORTED_MODULE_2__/* .HASH_BYTES */ .FA);
    const bad = [];
    for (let chunk = 0; chunk < contents.length; chunk++) {
        const content = open(task, chunk);
        if (content === undefined)
            bad.push(chunk);
        if (task.make === 'nothing')
            release(content, task.spans);
        else
            contents[chunk] = content;
    }
    const result = {
        bad,
        digests: task.make === 'digests' ? digestsOf(task, contents) : nothing(),
        content: task.make === 'content' ? joined(task, contents) : nothing()
    };
    for (const content of contents)
        release(content, task.spans);
    for (const span of task.spans)
        (0,_release_js__WEBPACK_IMPORTED_MODULE_4__/* .releaseBuffer */ .k)(span);
    return result;
}
/** A new one each time: buffers that travel between threads are gone where they were. */
function nothing() {
    return new Uint8Array(0);
}
/** The bytes of a chunk; undefined where they are not those that its hash names. */
function open({ spans, chunks, hashes }, chunk) {
    const [span, offset, stored, size, isProven] = chunks.subarray(chunk * READ_CHUNK_COLUMNS, (chunk + 1) * READ_CHUNK_COLUMNS);
    let content;
    try {
        content = (0,_stored_chunk_js__WEBPACK_IMPORTED_MODULE_3__/* .unpackChunk */ .K)(spans[span], { offset: offset, stored: stored, size: size });
    }
    catch (error) {
        if (!(0,_errors_js__WEBPACK_IMPORTED_MODULE_1__/* .isStoreError */ .A1)(error, 'DAMAGED'))
            throw error;
        return undefined;
    }
    const hash = hashes.subarray(chunk * _hash_js__WEBPACK_IMPORTED_MODULE_2__/* .HASH_BYTES */ .FA, (chunk + 1) * _hash_js__WEBPACK_IMPORTED_MODULE_2__/* .HASH_BYTES */ .FA);
    return isProven === 1 || (0,_hash_js__WEBPACK_IMPORTED_MODULE_2__/* .sha256 */ .sc)(content).equals(hash) ? content : undefined;
}
function digestsOf({ order, counts }, contents) {
    const digests = new Uint8Array(counts.length * _hash_js__WEBPACK_IMPORTED_MODULE_2__/* .HASH_BYTES */ .FA);
    let start = 0;
    counts.forEach((count, file) => {
        const parts = Array.from(order.subarray(start, start + count), (chunk) => contents[chunk]);
        start += count;
        if (parts.includes(undefined))
            return;
        const hash = (0,node_crypto__WEBPACK_IMPORTED_MODULE_0__.createHash)('sha256');
        for (const part of parts)
            hash.update(part);
        digests.set(hash.digest(), file * _hash_js__WEBPACK_IMPORTED_MODULE_2__/* .HASH_BYTES */ .FA);
    });
    return digests;
}
function joined({ order }, contents) {
    const parts = Array.from(order, (chunk) => contents[chunk]);
    if (parts.includes(undefined))
        return nothing();
    const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
    let offset = 0;
    for (const part of parts) {
        whole.set(part, offset);
        offset += part.length;
    }
    return whole;
}
/** A chunk that was compressed has a buffer of its own. */
function release(content, spans) {
    if (content !== undefined && !spans.some(({ buffer }) => buffer === content.buffer))
        (0,_release_js__WEBPACK_IMPORTED_MODULE_4__/* .releaseBuffer */ .k)(content);
}


/***/ }),

/***/ 1036:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   EW: () => (/* binding */ readSmallFile),
/* harmony export */   Ml: () => (/* binding */ READ_ATTEMPTS),
/* harmony export */   _5: () => (/* binding */ isUnchanged),
/* harmony export */   e6: () => (/* binding */ changingFile),
/* harmony export */   nt: () => (/* binding */ readPiece),
/* harmony export */   sb: () => (/* binding */ openForReading)
/* harmony export */ });
/* unused harmony exports sameFile, settleTime, openFlags */
/* harmony import */ var node_fs__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(3024);
/* harmony import */ var node_fs_promises__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(1455);
/* harmony import */ var node_timers_promises__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(8500);
/* harmony import */ var _errors_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(452);
/* harmony import */ var _open_flags_js__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(183);
/**
 * Reading files that others may be writing: what is returned is the content at one moment, or an error.
 *
 * A file is looked at before and after it is read; if size, inode, or a time differs, it is read again. A change
 * within one tick of the file system's clock leaves the times as they are, so a file that was changed just now is
 * waited for first (git calls such an entry "racily clean").
 */





/** How often a file that changes is read before the save gives up. */
const READ_ATTEMPTS = 3;
/** Kernel ticks are at most 10 ms; a change younger than this may hide another one. */
const TICK_MILLISECONDS = 20;
/** Whether nothing that a write changes has changed. */
function sameFile(before, after) {
    return (before.size === after.size &&
        before.mtimeNs === after.mtimeNs &&
        before.ctimeNs === after.ctimeNs &&
        before.ino === after.ino &&
        before.dev === after.dev);
}
/** Milliseconds to wait until a further change must show in the times; 0 for nearly every file. `now` in milliseconds. */
function settleTime(stats, now) {
    const age = now - Number(stats.ctimeNs / 1000000n);
    // A time in the future is another machine's clock: waiting would tell nothing.
    return age >= 0 && age < TICK_MILLISECONDS ? TICK_MILLISECONDS - age : 0;
}
function openFlags(followLinks) {
    // Non-blocking, so that a FIFO put in the file's place cannot hang the save.
    return node_fs__WEBPACK_IMPORTED_MODULE_0__.constants.O_RDONLY | (0,_open_flags_js__WEBPACK_IMPORTED_MODULE_4__/* .openFlag */ .V)('O_NONBLOCK') | (followLinks ? 0 : (0,_open_flags_js__WEBPACK_IMPORTED_MODULE_4__/* .openFlag */ .V)('O_NOFOLLOW'));
}
/**
 * Reads a small file, blocking: for worker threads.
 * @param into takes the bytes, from its start.
 * @returns how many bytes the file has, or undefined where it is larger than `into`.
 * @throws ArtifactStoreError `SOURCE` where it cannot be read, is no file, or does not stop changing.
 */
function readSmallFile(path, followLinks, into) {
    try {
        for (let attempt = 1; attempt <= READ_ATTEMPTS; attempt++) {
            const file = node_fs__WEBPACK_IMPORTED_MODULE_0__.openSync(path, openFlags(followLinks));
            try {
                const before = lookWhenSettled(file, path);
                if (before.size > BigInt(into.length))
                    return undefined;
                const size = Number(before.size);
                const length = readFully(file, into, size);
                const after = node_fs__WEBPACK_IMPORTED_MODULE_0__.fstatSync(file, { bigint: true });
                if (length === size && sameFile(before, after))
                    return size;
            }
            finally {
                node_fs__WEBPACK_IMPORTED_MODULE_0__.closeSync(file);
            }
        }
    }
    catch (error) {
        throw sourceError(path, error);
    }
    throw changingFile(path);
}
/** Looks at a file until it has rested: a change after that must show in its times. */
function lookWhenSettled(file, path) {
    for (let look = 1; look <= READ_ATTEMPTS; look++) {
        const stats = node_fs__WEBPACK_IMPORTED_MODULE_0__.fstatSync(file, { bigint: true });
        checkIsFile(stats, path);
        const wait = settleTime(stats, currentTime());
        if (wait === 0)
            return stats;
        blockFor(wait);
    }
    throw changingFile(path);
}
/**
 * The clock that the kernel stamps files with. It is compared with these stamps here, and nowhere kept; one that is not
 * set as the other is (`performance.now`) would take a file that changed just now for an old one.
 */
function currentTime() {
    // eslint-disable-next-line no-restricted-syntax -- see above
    return Date.now();
}
function blockFor(milliseconds) {
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, milliseconds);
}
function readFully(file, into, size) {
    let length = 0;
    while (length < size) {
        const read = node_fs__WEBPACK_IMPORTED_MODULE_0__.readSync(file, into, length, size - length, length);
        if (read === 0)
            break;
        length += read;
    }
    return length;
}
/** Opens a file for reading in pieces. The caller closes the handle. Throws as {@link readSmallFile}. */
async function openForReading(path, followLinks) {
    let handle;
    try {
        handle = await (0,node_fs_promises__WEBPACK_IMPORTED_MODULE_1__.open)(path, openFlags(followLinks));
        for (let look = 1; look <= READ_ATTEMPTS; look++) {
            const before = await handle.stat({ bigint: true });
            checkIsFile(before, path);
            const wait = settleTime(before, currentTime());
            if (wait === 0)
                return { path, handle, before, size: Number(before.size) };
            await (0,node_timers_promises__WEBPACK_IMPORTED_MODULE_2__.setTimeout)(wait);
        }
        throw changingFile(path);
    }
    catch (error) {
        await handle?.close();
        throw sourceError(path, error);
    }
}
/** Reads `length` bytes at `position`; fewer only at the file's end. Throws as {@link readSmallFile}. */
async function readPiece(file, into, offset, length, position) {
    try {
        let done = 0;
        while (done < length) {
            const { bytesRead } = await file.handle.read(into, offset + done, length - done, position + done);
            if (bytesRead === 0)
                break;
            done += bytesRead;
        }
        return done;
    }
    catch (error) {
        throw sourceError(file.path, error);
    }
}
/** Whether the file is still as it was when it was opened. */
async function isUnchanged(file) {
    try {
        return sameFile(file.before, await file.handle.stat({ bigint: true }));
    }
    catch (error) {
        throw sourceError(file.path, error);
    }
}
function checkIsFile(stats, path) {
    if (!stats.isFile()) {
        throw new _errors_js__WEBPACK_IMPORTED_MODULE_3__/* .ArtifactStoreError */ .ux('SOURCE', `${(0,_errors_js__WEBPACK_IMPORTED_MODULE_3__/* .quote */ .hD)(path)} is no longer a regular file: something replaced it during the save`);
    }
}
function changingFile(path) {
    return new _errors_js__WEBPACK_IMPORTED_MODULE_3__/* .ArtifactStoreError */ .ux('SOURCE', `${(0,_errors_js__WEBPACK_IMPORTED_MODULE_3__/* .quote */ .hD)(path)} changed each time it was read (${READ_ATTEMPTS} times): save it when nothing writes to it any more`);
}
/** A system error of reading `path` in words. */
function sourceError(path, error) {
    if (error instanceof _errors_js__WEBPACK_IMPORTED_MODULE_3__/* .ArtifactStoreError */ .ux)
        return error;
    const code = (0,_errors_js__WEBPACK_IMPORTED_MODULE_3__/* .systemErrorCode */ .vq)(error);
    const reason = code === 'ENOENT'
        ? 'it was removed during the save'
        : code === 'ELOOP'
            ? 'it was replaced by a symbolic link during the save'
            : code === 'EACCES' || code === 'EPERM'
                ? 'permission denied'
                : (0,_errors_js__WEBPACK_IMPORTED_MODULE_3__/* .visible */ .RK)(error instanceof Error ? error.message : String(error));
    return new _errors_js__WEBPACK_IMPORTED_MODULE_3__/* .ArtifactStoreError */ .ux('SOURCE', `cannot read ${(0,_errors_js__WEBPACK_IMPORTED_MODULE_3__/* .quote */ .hD)(path)}: ${reason}`, { cause: error });
}


/***/ }),

/***/ 620:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   k: () => (/* binding */ releaseBuffer)
/* harmony export */ });
/**
 * Gives memory back now. Large buffers are garbage that no heap limit sees: each thread would let tens of megabytes of
 * them lie before it collects any.
 *
 * The buffer, and every view of it, is empty afterwards. Shared memory is left alone, and what is so small that it may
 * lie in the pool that all of Node.js shares.
 */
function releaseBuffer(view) {
    const { buffer } = view;
    if (buffer.byteLength > Buffer.poolSize)
        buffer.transfer?.(0);
}


/***/ }),

/***/ 7034:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   K: () => (/* binding */ unpackChunk),
/* harmony export */   w: () => (/* binding */ openChunk)
/* harmony export */ });
/* harmony import */ var _errors_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(452);
/* harmony import */ var _compression_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(3847);
/* harmony import */ var _hash_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(3749);



/** The chunk's bytes, checked against its hash. */
function openChunk(bytes, chunk, describe) {
    let content;
    try {
        content = unpackChunk(bytes, chunk);
    }
    catch (error) {
        throw damagedChunk(describe, error);
    }
    if (!(0,_hash_js__WEBPACK_IMPORTED_MODULE_2__/* .sha256 */ .sc)(content).equals(chunk.hash))
        throw damagedChunk(describe);
    return content;
}
/**
 * The chunk's bytes, whatever they are: `size` of them. A view of `bytes` where it is not compressed.
 * @throws ArtifactStoreError `DAMAGED` for what does not decompress to that size.
 */
function unpackChunk(bytes, chunk) {
    const stored = bytes.subarray(chunk.offset, chunk.offset + chunk.stored);
    return chunk.stored === chunk.size ? stored : (0,_compression_js__WEBPACK_IMPORTED_MODULE_1__/* .decompressChunk */ .Ly)(stored, chunk.size);
}
function damagedChunk(describe, cause) {
    return new _errors_js__WEBPACK_IMPORTED_MODULE_0__/* .ArtifactStoreError */ .ux('DAMAGED', `${describe} is damaged: a chunk in it does not have the bytes that its hash names`, cause === undefined ? undefined : { cause });
}


/***/ }),

/***/ 3807:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   ZZ: () => (/* binding */ runTask),
/* harmony export */   jA: () => (/* binding */ createTaskContext)
/* harmony export */ });
/* unused harmony exports CHUNK_COLUMNS, TARGET_COLUMNS */
/* harmony import */ var node_crypto__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(7598);
/* harmony import */ var node_fs__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(3024);
/* harmony import */ var _errors_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(452);
/* harmony import */ var _chunker_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(9111);
/* harmony import */ var _compression_js__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(3847);
/* harmony import */ var _hash_js__WEBPACK_IMPORTED_MODULE_5__ = __webpack_require__(3749);
/* harmony import */ var _open_flags_js__WEBPACK_IMPORTED_MODULE_6__ = __webpack_require__(183);
/* harmony import */ var _read_chunks_js__WEBPACK_IMPORTED_MODULE_7__ = __webpack_require__(1276);
/* harmony import */ var _read_file_js__WEBPACK_IMPORTED_MODULE_8__ = __webpack_require__(1036);
/* harmony import */ var _release_js__WEBPACK_IMPORTED_MODULE_10__ = __webpack_require__(620);
/* harmony import */ var _stored_chunk_js__WEBPACK_IMPORTED_MODULE_9__ = __webpack_require__(7034);
/**
 * The work that is done off the main thread: reading small files, cutting, hashing, compressing, and, on restore,
 * checking and writing. Each task is a plain function of plain data, so that it runs alike in a worker thread and
 * inline; what a task remembers between calls (a file's running SHA-256, open files) lives in {@link TaskContext}.
 */











function createTaskContext() {
    return { runningHashes: new Map(), openFiles: new Map() };
}
/** Numbers of a chunk in {@link WriteChunksTask.chunks}, and of a target in its `targets`. */
const CHUNK_COLUMNS = 3;
const TARGET_COLUMNS = 3;
function runTask(task, context) {
    switch (task.type) {
        case 'read-files':
            return readFiles(task);
        case 'scan':
            return (0,_chunker_js__WEBPACK_IMPORTED_MODULE_3__/* .findCuts */ .BP)(task.bytes, task.chunkStart, task.from, task.end, task.last, task.state);
        case 'hash-chunks':
            return hashChunks(task.bytes, task.start, task.cuts);
        case 'hash-update':
            runningHash(context, task.file).update(task.bytes);
            return undefined;
        case 'hash-finish': {
            const digest = runningHash(context, task.file).digest();
            context.runningHashes.delete(task.file);
            return new Uint8Array(digest);
        }
        case 'compress':
            return {
                frames: task.ranges.map(([offset, length]) => (0,_compression_js__WEBPACK_IMPORTED_MODULE_4__/* .compressChunk */ .cY)(task.bytes.subarray(offset, offset + length), task.level)),
                bytes: task.bytes
            };
        case 'verify':
            for (const chunk of task.chunks) {
                const content = (0,_stored_chunk_js__WEBPACK_IMPORTED_MODULE_9__/* .openChunk */ .w)(task.bytes, chunk, task.describe);
                if (content.buffer !== task.bytes.buffer)
                    (0,_release_js__WEBPACK_IMPORTED_MODULE_10__/* .releaseBuffer */ .k)(content);
            }
            return task.bytes;
        case 'read-chunks':
            return (0,_read_chunks_js__WEBPACK_IMPORTED_MODULE_7__/* .readChunks */ .z)(task);
        case 'write-chunks':
            return writeChunks(task, context);
        case 'make-files':
            return makeFiles(task);
        case 'reset':
            closeFiles(context);
            return undefined;
    }
}
function runningHash(context, file) {
    let hash = context.runningHashes.get(file);
    if (hash === undefined) {
        hash = (0,node_crypto__WEBPACK_IMPORTED_MODULE_0__.createHash)('sha256');
        context.runningHashes.set(file, hash);
    }
    return hash;
}
function hashChunks(bytes, start, cuts) {
    const hashes = new Uint8Array(cuts.length * _hash_js__WEBPACK_IMPORTED_MODULE_5__/* .HASH_BYTES */ .FA);
    let from = start;
    cuts.forEach((cut, index) => {
        hashes.set((0,_hash_js__WEBPACK_IMPORTED_MODULE_5__/* .sha256 */ .sc)(bytes.subarray(from, cut)), index * _hash_js__WEBPACK_IMPORTED_MODULE_5__/* .HASH_BYTES */ .FA);
        from = cut;
    });
    return hashes;
}
function readFiles({ files }) {
    const bytes = new Uint8Array(files.reduce((sum, file) => sum + file.size, 0));
    const sizes = new Float64Array(files.length);
    const fileHashes = new Uint8Array(files.length * _hash_js__WEBPACK_IMPORTED_MODULE_5__/* .HASH_BYTES */ .FA);
    const chunkCounts = new Uint32Array(files.length);
    const chunkSizes = [];
    const hashes = [];
    let offset = 0;
    files.forEach((file, number) => {
        const size = (0,_read_file_js__WEBPACK_IMPORTED_MODULE_8__/* .readSmallFile */ .EW)(file.absolutePath, file.followLinks, bytes.subarray(offset, offset + file.size));
        sizes[number] = size ?? -1;
        if (size === undefined)
            return;
        const content = bytes.subarray(offset, offset + size);
        offset += size;
        const { cuts } = (0,_chunker_js__WEBPACK_IMPORTED_MODULE_3__/* .findCuts */ .BP)(content, 0, 0, size, true);
        const chunkHashes = hashChunks(content, 0, cuts);
        // The hash of a file's only chunk is the file's.
        fileHashes.set(cuts.length === 1 ? chunkHashes : (0,_hash_js__WEBPACK_IMPORTED_MODULE_5__/* .sha256 */ .sc)(content), number * _hash_js__WEBPACK_IMPORTED_MODULE_5__/* .HASH_BYTES */ .FA);
        chunkCounts[number] = cuts.length;
        cuts.forEach((cut, index) => chunkSizes.push(cut - (cuts[index - 1] ?? 0)));
        hashes.push(chunkHashes);
    });
    return { sizes, fileHashes, chunkCounts, chunkSizes, chunkHashes: concatenate(hashes), bytes };
}
function concatenate(parts) {
    const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
    let offset = 0;
    for (const part of parts) {
        whole.set(part, offset);
        offset += part.length;
    }
    return whole;
}
/** Files of several chunks stay open between tasks; each thread keeps a few. */
const MAXIMUM_OPEN_FILES = 16;
function writeChunks(task, context) {
    const { bytes, chunks, hashes, targets, files } = task;
    let target = 0;
    for (let chunk = 0; chunk * CHUNK_COLUMNS < chunks.length; chunk++) {
        const [offset, stored, size] = chunks.subarray(chunk * CHUNK_COLUMNS, (chunk + 1) * CHUNK_COLUMNS);
        const hash = hashes.subarray(chunk * _hash_js__WEBPACK_IMPORTED_MODULE_5__/* .HASH_BYTES */ .FA, (chunk + 1) * _hash_js__WEBPACK_IMPORTED_MODULE_5__/* .HASH_BYTES */ .FA);
        const content = (0,_stored_chunk_js__WEBPACK_IMPORTED_MODULE_9__/* .openChunk */ .w)(bytes, { offset: offset, stored: stored, size: size, hash }, task.describe);
        for (; targets[target] === chunk; target += TARGET_COLUMNS) {
            const file = targets[target + 1];
            const path = files.absolutePaths[file];
            try {
                if (files.whole[file] === 1)
                    writeWholeFile(path, files.modes[file], content);
                else
                    writeAll(openForWriting(path, context), content, targets[target + 2]);
            }
            catch (error) {
                throw writeError(path, error);
            }
        }
        // A chunk that was compressed has a buffer of its own.
        if (content.buffer !== bytes.buffer)
            (0,_release_js__WEBPACK_IMPORTED_MODULE_10__/* .releaseBuffer */ .k)(content);
    }
    (0,_release_js__WEBPACK_IMPORTED_MODULE_10__/* .releaseBuffer */ .k)(bytes);
}
const NO_FOLLOW = (0,_open_flags_js__WEBPACK_IMPORTED_MODULE_6__/* .openFlag */ .V)('O_NOFOLLOW');
function writeWholeFile(path, mode, content) {
    const flags = node_fs__WEBPACK_IMPORTED_MODULE_1__.constants.O_WRONLY | node_fs__WEBPACK_IMPORTED_MODULE_1__.constants.O_CREAT | node_fs__WEBPACK_IMPORTED_MODULE_1__.constants.O_EXCL | NO_FOLLOW;
    const file = node_fs__WEBPACK_IMPORTED_MODULE_1__.openSync(path, flags, 0o600);
    try {
        writeAll(file, content, 0);
        node_fs__WEBPACK_IMPORTED_MODULE_1__.fchmodSync(file, mode);
    }
    finally {
        node_fs__WEBPACK_IMPORTED_MODULE_1__.closeSync(file);
    }
}
function openForWriting(path, context) {
    const open = context.openFiles.get(path);
    if (open !== undefined)
        return open;
    if (context.openFiles.size >= MAXIMUM_OPEN_FILES)
        closeFiles(context);
    const file = node_fs__WEBPACK_IMPORTED_MODULE_1__.openSync(path, node_fs__WEBPACK_IMPORTED_MODULE_1__.constants.O_WRONLY | node_fs__WEBPACK_IMPORTED_MODULE_1__.constants.O_CREAT | NO_FOLLOW, 0o600);
    context.openFiles.set(path, file);
    return file;
}
function closeFiles(context) {
    for (const file of context.openFiles.values())
        node_fs__WEBPACK_IMPORTED_MODULE_1__.closeSync(file);
    context.openFiles.clear();
}
function writeAll(file, content, position) {
    let written = 0;
    while (written < content.length) {
        written += node_fs__WEBPACK_IMPORTED_MODULE_1__.writeSync(file, content, written, content.length - written, position + written);
    }
}
function makeFiles(task) {
    for (const file of task.files) {
        try {
            if (file.exists) {
                node_fs__WEBPACK_IMPORTED_MODULE_1__.chmodSync(file.absolutePath, file.mode);
            }
            else {
                writeWholeFile(file.absolutePath, file.mode, new Uint8Array(0));
            }
        }
        catch (error) {
            throw writeError(file.absolutePath, error);
        }
    }
}
function writeError(path, error) {
    const code = (0,_errors_js__WEBPACK_IMPORTED_MODULE_2__/* .systemErrorCode */ .vq)(error);
    const reason = code === 'ENOSPC'
        ? 'the disk of the destination is full'
        : code === 'EDQUOT'
            ? 'the disk quota of the destination is used up'
            : (0,_errors_js__WEBPACK_IMPORTED_MODULE_2__/* .visible */ .RK)(error instanceof Error ? error.message : String(error));
    return new _errors_js__WEBPACK_IMPORTED_MODULE_2__/* .ArtifactStoreError */ .ux('DESTINATION', `cannot write ${(0,_errors_js__WEBPACK_IMPORTED_MODULE_2__/* .quote */ .hD)(path)}: ${reason}`, { cause: error });
}


/***/ }),

/***/ 452:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   A1: () => (/* binding */ isStoreError),
/* harmony export */   Jj: () => (/* binding */ cut),
/* harmony export */   RG: () => (/* binding */ HIDDEN),
/* harmony export */   RK: () => (/* binding */ visible),
/* harmony export */   hD: () => (/* binding */ quote),
/* harmony export */   ux: () => (/* binding */ ArtifactStoreError),
/* harmony export */   vq: () => (/* binding */ systemErrorCode)
/* harmony export */ });
/* harmony import */ var node_os__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(8161);
/**
 * What can go wrong, told apart by a code and never by the words of a message.
 *
 * Every error that reaches a user is an {@link ArtifactStoreError}: one message that names the input, file or object
 * and says what to do. Anything else that is thrown is a bug and is shown as one.
 */

/** A failure with a message meant for the person who runs the program. */
class ArtifactStoreError extends Error {
    code;
    constructor(code, message, options) {
        super(message, options);
        this.name = 'ArtifactStoreError';
        this.code = code;
    }
}
/** Whether `error` is an {@link ArtifactStoreError}, of the given code where one is given. */
function isStoreError(error, code) {
    return error instanceof ArtifactStoreError && (code === undefined || error.code === code);
}
/**
 * The `code` of a Node.js system error (`ENOENT`, `ENOSPC`, …), or undefined. Told by the property and not by the
 * class: an error of another realm (a `vm` context, in which jest runs tests) is no `instanceof Error`.
 */
function systemErrorCode(error) {
    if (typeof error !== 'object' || error === null || error instanceof ArtifactStoreError)
        return undefined;
    if (!('code' in error) || typeof error.code !== 'string')
        return undefined;
    const unnamed = /^Unknown system error -(\d+)$/.exec(error.code);
    if (unnamed !== null)
        return errnoNames().get(Number(unnamed[1])) ?? error.code;
    // Calls that wait for the answer (`writeSync`) tell the number apart from the code.
    if (error.code !== 'UNKNOWN' || !('errno' in error) || typeof error.errno !== 'number')
        return error.code;
    return errnoNames().get(-error.errno) ?? error.code;
}
/** libuv has no names for some (`EDQUOT`, `ESTALE`) and tells their numbers, which differ between systems. */
function errnoNames() {
    return new Map(Object.entries(node_os__WEBPACK_IMPORTED_MODULE_0__.constants.errno).map(([name, number]) => [number, name]));
}
/**
 * Control characters and line breaks, what turns the direction of writing, what cannot be seen at all, and half a
 * character: with them a text could move the cursor, hide a line, look like another one, or start a workflow command.
 */
const HIDDEN = /[\p{Cc}\p{Cs}\u00ad\u061c\u115f\u1160\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\u3164\ufeff\uffa0\ufff0-\ufffb\u{e0000}-\u{e007f}]|\u034f|\u17b4|\u17b5/gu;
/** Text from elsewhere for one line, with all that is hidden made visible: `\n`, `\u202e`. */
function visible(text) {
    return text.replace(HIDDEN, (character) => {
        if (character === '\n')
            return '\\n';
        if (character === '\r')
            return '\\r';
        if (character === '\t')
            return '\\t';
        const code = character.codePointAt(0).toString(16);
        return code.length > 4 ? `\\u{${code}}` : `\\u${code.padStart(4, '0')}`;
    });
}
/** Text for a message, in quotes: {@link visible}, and cut where it is very long. */
function quote(text) {
    return `'${visible(cut(text, 300))}'`;
}
/** No half of a character is left at the end. */
function cut(text, maximum) {
    return text.length > maximum ? `${text.slice(0, maximum).replace(/[\ud800-\udbff]$/, '')}…` : text;
}


/***/ })

};
