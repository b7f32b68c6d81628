export const id = 940;
export const ids = [940,325];
export const modules = {

/***/ 6325:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  P: () => (/* binding */ FailedRequest),
  connectS3: () => (/* binding */ connectS3)
});

// UNUSED EXPORTS: S3Requests

// EXTERNAL MODULE: ./node_modules/@aws-sdk/client-s3/dist-cjs/index.js
var dist_cjs = __webpack_require__(3711);
// EXTERNAL MODULE: ./node_modules/p-retry/index.js + 1 modules
var p_retry = __webpack_require__(4995);
// EXTERNAL MODULE: ./lib/errors.js
var errors = __webpack_require__(452);
;// CONCATENATED MODULE: ./lib/storage/s3-answer.js
/** What a request to S3 came to, read from the many shapes of errors of the SDK, of Node.js and of servers. */
/** By properties and not by classes: an error of another realm (a `vm` context) is no `instanceof Error`. */
function answerOf(error) {
    const { name, code, message, $metadata, $response } = (typeof error === 'object' && error !== null ? error : { message: error });
    const status = $metadata?.httpStatusCode ?? $response?.statusCode;
    const told = status === undefined && typeof code === 'string' ? code : name;
    return {
        status,
        code: typeof told === 'string' ? told : '',
        message: typeof message === 'string' ? message : '',
        headers: $response?.headers ?? {}
    };
}
/** Nothing was sent: the server was not reached. */
const UNREACHED = new Set([
    'ECONNREFUSED',
    'EHOSTUNREACH',
    'ENETUNREACH',
    'ENOTFOUND',
    'EAI_AGAIN'
]);
const BROKEN = new Set([
    'ECONNRESET',
    'ECONNABORTED',
    'EPIPE',
    'ETIMEDOUT',
    'TimeoutError',
    'ERR_STREAM_PREMATURE_CLOSE'
]);
/** Refusals that another attempt may well not meet, whatever their status. */
const PASSING = new Set([
    'SlowDown',
    'RequestTimeout',
    'RequestTimeTooSkewed',
    // Bytes that were changed on their way: the server compares them with the checksums.
    'BadDigest',
    'IncompleteBody',
    'XAmzContentSHA256Mismatch',
    'ContentSHA256Mismatch',
    'XAmzContentChecksumMismatch'
]);
const PASSING_STATUS = new Set([
    // Of several that create one key at once, S3 tells some to try again.
    409, 429, 500, 502, 503, 504
]);
function wasUnreached({ status, code }) {
    return status === undefined && UNREACHED.has(code);
}
function wasBroken({ status, code }) {
    return status === undefined && (BROKEN.has(code) || code.startsWith('HPE_'));
}
/** Whether the same request may succeed if it is sent again. */
function isPassing(answer) {
    const { status, code } = answer;
    if (status === undefined)
        return wasUnreached(answer) || wasBroken(answer);
    return PASSING.has(code) || PASSING_STATUS.has(status);
}
/** Whether the server may have done what it was asked, although it did not say so. */
function leavesDoubt(answer) {
    const { status, code } = answer;
    if (status === undefined)
        return wasBroken(answer);
    return status >= 500 && status !== 501 && code !== 'SlowDown';
}

;// CONCATENATED MODULE: ./lib/storage/s3-failures.js
/** What S3 says when something goes wrong, in one sentence that names store and object and says what to do. */


function noRegion(location) {
    return new errors/* ArtifactStoreError */.ux('INVALID_INPUT', `the store at ${(0,errors/* quote */.hD)(location)} is in no known region: set AWS_REGION, or add ?region=… to the store`);
}
const EXPIRED = new Set([
    'ExpiredToken',
    'ExpiredTokenException',
    'TokenRefreshRequired',
    'RequestExpired'
]);
const WRONG_CREDENTIALS = new Set([
    'InvalidAccessKeyId',
    'InvalidToken',
    'SignatureDoesNotMatch',
    'InvalidSecurity'
]);
const WRONG_REGION = new Set([
    'PermanentRedirect',
    'TemporaryRedirect',
    'AuthorizationHeaderMalformed',
    'IllegalLocationConstraintException'
]);
const CHANGED_BYTES = new Set([
    'BadDigest',
    'XAmzContentSHA256Mismatch',
    'ContentSHA256Mismatch',
    'XAmzContentChecksumMismatch'
]);
/**
 * The sentence for a failed request.
 * @param cause the error as it came
 */
function s3Failure(place, task, answer, cause) {
    const reason = reasonOf(place, task, answer);
    // A server may say anything.
    const code = answer.code === 'Error' ? '' : (0,errors/* visible */.RK)(answer.code.slice(0, 100));
    const told = [code, answer.status === undefined ? '' : `HTTP ${answer.status}`].filter((part) => part !== '');
    const inBrackets = told.length === 0 ? '' : ` (${told.join(', ')})`;
    return new errors/* ArtifactStoreError */.ux('STORAGE', `the store at ${(0,errors/* quote */.hD)(place.location)} could not ${task.doing} ${(0,errors/* quote */.hD)(task.object)}: ${reason}${inBrackets}`, { cause });
}
function reasonOf(place, task, answer) {
    const { status, code } = answer;
    const server = place.endpoint ?? 'AWS S3';
    if (status === undefined)
        return withoutAnswer(server, answer);
    if (code === 'NoSuchBucket') {
        return `there is no bucket ${(0,errors/* quote */.hD)(place.bucket)} at ${server}; create it, or correct the store`;
    }
    if (EXPIRED.has(code))
        return 'the credentials have expired; get new ones and run again';
    if (WRONG_CREDENTIALS.has(code)) {
        return `${server} does not know the credentials, or the secret key is not theirs; check them, and that they are of this server`;
    }
    if (code === 'RequestTimeTooSkewed') {
        return 'the clocks of this machine and of the server are too far apart; set this machine’s clock';
    }
    if (WRONG_REGION.has(code) || status === 301) {
        const region = answer.headers['x-amz-bucket-region'];
        return `the bucket is in another region; set AWS_REGION, or add ?region=${region === undefined ? '…' : (0,errors/* visible */.RK)(region)} to the store`;
    }
    if (status === 401 || status === 403)
        return accessDenied(task);
    if (CHANGED_BYTES.has(code)) {
        return 'the bytes reached the server changed, each time they were sent; check the network and this machine’s memory';
    }
    if (status === 501) {
        return `${server} does not implement what the store relies on (PUT with If-None-Match); use a server that does, or a newer version of it`;
    }
    if (status === 429 || status === 503)
        return `${server} asks for fewer requests, after several attempts; run again later`;
    if (status === 409)
        return 'others are changing the same object, after several attempts; run again';
    if (status >= 500)
        return `${server} failed, after several attempts; run again later`;
    return answer.message === '' ? `${server} refused` : `${server} says ${(0,errors/* quote */.hD)(answer.message)}`;
}
/** S3 tells who may not list that an object is forbidden where it merely does not exist. */
function accessDenied({ permission }) {
    const listing = permission === 's3:GetObject' ? ' and s3:ListBucket (without it S3 says the same of objects that do not exist)' : '';
    return `access is denied; the credentials need ${permission}${listing}`;
}
function withoutAnswer(server, answer) {
    const { code, message } = answer;
    if (code === 'CredentialsProviderError' || code === 'TokenProviderError') {
        return ('no credentials were found; set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, name a profile (AWS_PROFILE), or ' +
            'run aws-actions/configure-aws-credentials before this step');
    }
    if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') {
        return `the host of ${server} is not found; check the endpoint, the region and the network`;
    }
    if (wasUnreached(answer))
        return `${server} cannot be reached; check the endpoint, and that the server runs`;
    if (code === 'ETIMEDOUT' || code === 'TimeoutError') {
        return `${server} did not answer in time, after several attempts; check the network and run again`;
    }
    if (wasBroken(answer)) {
        return `the connection to ${server} broke off, after several attempts; check the network and run again`;
    }
    if (isTls(code)) {
        return `no secure connection to ${server}: ${(0,errors/* quote */.hD)(message)}; check the endpoint (http or https?) and its certificate (NODE_EXTRA_CA_CERTS names one of your own)`;
    }
    return (0,errors/* quote */.hD)(message === '' ? 'no answer came' : message);
}
function isTls(code) {
    return /^(ERR_(SSL|TLS|OSSL)_|CERT_|SELF_SIGNED_|DEPTH_ZERO_|UNABLE_TO_|EPROTO)/.test(code);
}

;// CONCATENATED MODULE: ./lib/storage/s3-requests.js
/** Requests to one bucket, each sent again where that may help. All that the adapter knows of the SDK's settings. */





const ATTEMPTS = 8;
/** Until the server has answered once: it is more often misspelt than being started anew. */
const FIRST_ATTEMPTS = 4;
const RETRY_DELAY = 200;
const LONGEST_RETRY_DELAY = 10_000;
const IDLE_TIMEOUT = 30_000;
const CONNECT_TIMEOUT = 10_000;
/** More than the store ever uses at once: a request that waits for a socket would count as one that is not answered. */
const SOCKETS = 128;
/** Milliseconds: clocks that are less apart are no reason for a refusal. */
const CLOCK_STEP = 60_000;
const DEFAULT_REGION = 'us-east-1';
/** A request that no attempt brought through. */
class FailedRequest extends Error {
    answer;
    /** An attempt, this or an earlier one, may have taken effect. */
    mayHaveActed;
    /** Another attempt may succeed. */
    mayPass;
    constructor(cause, answer, told) {
        super(answer.message, { cause });
        this.answer = answer;
        this.mayHaveActed = told.mayHaveActed;
        this.mayPass = told.mayPass;
    }
    get status() {
        return this.answer.status;
    }
}
/** Settles what the options leave open. */
async function connectS3(options) {
    const { bucket, prefix = '', endpoint, region, forcePathStyle, credentials, clockOffset = 0 } = options;
    const { idleTimeout = IDLE_TIMEOUT } = options;
    const sockets = { keepAlive: true, maxSockets: SOCKETS };
    const config = {
        ...(endpoint === undefined ? {} : { endpoint }),
        ...(region === undefined ? {} : { region }),
        ...(credentials === undefined ? {} : { credentials }),
        systemClockOffset: clockOffset,
        // The SDK sends once: attempts are made here, where it is known whether one of them may have taken effect.
        retryStrategy: { retry: (next, args) => next(args) },
        // It costs a connection for each pack; whether a pack is there already is asked before.
        expectContinueHeader: false,
        // Every object that is sent carries its SHA-256; what is read is checked against hashes of the store's own.
        requestChecksumCalculation: 'WHEN_REQUIRED',
        responseChecksumValidation: 'WHEN_REQUIRED',
        requestHandler: {
            connectionTimeout: CONNECT_TIMEOUT,
            socketTimeout: 4 * idleTimeout,
            throwOnRequestTimeout: true,
            httpAgent: sockets,
            httpsAgent: sockets,
            logger: { debug: ignore, info: ignore, warn: ignore, error: ignore }
        }
    };
    // A client is cheap: this one only tells what the SDK's own settings are.
    const probe = new dist_cjs/* S3Client */.YxF(config);
    const place = { location: `s3://${bucket}${prefix === '' ? '' : `/${prefix}`}`, bucket };
    try {
        const elsewhere = endpoint ?? (await probe.config.serviceConfiguredEndpoint?.());
        const known = await probe.config.region().catch(() => undefined);
        if (known === undefined && elsewhere === undefined)
            throw noRegion(place.location);
        const client = new dist_cjs/* S3Client */.YxF({
            ...config,
            region: known ?? DEFAULT_REGION,
            forcePathStyle: forcePathStyle ?? elsewhere !== undefined
        });
        const { attempts = ATTEMPTS, retryDelay = RETRY_DELAY } = options;
        return new S3Requests(client, { ...place, endpoint: originOf(elsewhere) }, prefix, {
            attempts,
            retryDelay,
            idleTimeout
        });
    }
    finally {
        probe.destroy();
    }
}
function ignore() {
    // The SDK writes to the console where it is given no logger.
}
/** Without what else a URL may hold: an endpoint from a profile may have a password in it. */
function originOf(endpoint) {
    return endpoint !== undefined && URL.canParse(endpoint) ? new URL(endpoint).origin : undefined;
}
class S3Requests {
    place;
    /** A request has succeeded, so the bucket exists. */
    bucketWasSeen = false;
    #client;
    #keyPrefix;
    #timing;
    #wasReached = false;
    constructor(client, place, prefix, timing) {
        this.#client = client;
        this.place = place;
        this.#keyPrefix = prefix === '' ? '' : `${prefix}/`;
        this.#timing = timing;
    }
    get idleTimeout() {
        return this.#timing.idleTimeout;
    }
    /** What the objects of the store are called in the bucket. */
    address(key) {
        return { Bucket: this.place.bucket, Key: this.#keyPrefix + key };
    }
    /** The reverse of {@link address}. */
    keyOf(name) {
        return name.slice(this.#keyPrefix.length);
    }
    /**
     * Sends requests by `send`, all of them again where they fail in a way that may pass.
     * @throws FailedRequest, or what `send` throws as an `ArtifactStoreError`
     */
    async run(send) {
        let mayHaveActed = false;
        const attempt = async () => {
            const clock = this.#client.config.systemClockOffset;
            try {
                const result = await this.#inRegion(send);
                this.#wasReached = true;
                this.bucketWasSeen = true;
                return result;
            }
            catch (error) {
                if ((0,errors/* isStoreError */.A1)(error))
                    throw error;
                const answer = answerOf(error);
                this.#wasReached ||= answer.status !== undefined;
                mayHaveActed ||= leavesDoubt(answer);
                // The answer told the server's time, by which the SDK signs from now on. A HEAD is not told that this was it.
                const clockWasWrong = Math.abs(this.#client.config.systemClockOffset - clock) > CLOCK_STEP;
                const mayPass = isPassing(answer) || (answer.status === 403 && clockWasWrong);
                throw new FailedRequest(error, answer, { mayHaveActed, mayPass });
            }
        };
        return (0,p_retry/* default */.Ay)(attempt, {
            retries: this.#timing.attempts - 1,
            minTimeout: this.#timing.retryDelay,
            maxTimeout: Math.max(LONGEST_RETRY_DELAY, this.#timing.retryDelay),
            randomize: true,
            shouldRetry: ({ error, attemptNumber }) => {
                if (!(error instanceof FailedRequest))
                    return false;
                if (wasUnreached(error.answer) && !this.#wasReached)
                    return attemptNumber < FIRST_ATTEMPTS;
                return error.mayPass;
            }
        });
    }
    /**
     * Where the bucket is in another region, S3 says in which: all requests then go there. Not the SDK's own
     * `followRegionRedirects`, which goes the long way each time, and mixes up requests that do so at once.
     */
    async #inRegion(send) {
        try {
            return await send(this.#client);
        }
        catch (error) {
            const { status, headers } = answerOf(error);
            const region = headers['x-amz-bucket-region'];
            if (region === undefined || (status !== 301 && status !== 400))
                throw error;
            this.#client.config.region = () => Promise.resolve(region);
            return await send(this.#client);
        }
    }
    /** What a failure means to whoever runs the program. */
    failure(task, error) {
        if (error instanceof errors/* ArtifactStoreError */.ux || !(error instanceof FailedRequest))
            return error;
        return s3Failure(this.place, task, error.answer, error.cause);
    }
}


/***/ }),

/***/ 8940:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  S3Storage: () => (/* binding */ S3Storage)
});

// EXTERNAL MODULE: external "node:crypto"
var external_node_crypto_ = __webpack_require__(7598);
// EXTERNAL MODULE: external "node:util"
var external_node_util_ = __webpack_require__(7975);
// EXTERNAL MODULE: ./node_modules/@aws-sdk/client-s3/dist-cjs/index.js
var dist_cjs = __webpack_require__(3711);
// EXTERNAL MODULE: ./lib/errors.js
var errors = __webpack_require__(452);
// EXTERNAL MODULE: ./lib/storage/failures.js
var failures = __webpack_require__(5386);
// EXTERNAL MODULE: ./lib/storage/keys.js
var keys = __webpack_require__(7433);
;// CONCATENATED MODULE: ./lib/storage/s3-body.js
/** An answer whose body broke off or stood still. */
class BrokenBody extends Error {
    code;
    constructor(code, message) {
        super(message);
        this.code = code;
    }
}
/**
 * Reads a body into one buffer of its own.
 * @param length bytes that it must have
 * @param idleTimeout milliseconds that may pass between two pieces
 * @throws an error with the code `ECONNRESET` where the body has another length or breaks off, `ETIMEDOUT` where it
 *   stands still.
 */
async function readBody(body, length, idleTimeout) {
    const bytes = new Uint8Array(Buffer.allocUnsafeSlow(length).buffer);
    let filled = 0;
    const idle = setTimeout(() => {
        body.destroy(new BrokenBody('ETIMEDOUT', `no byte came for ${idleTimeout} ms`));
    }, idleTimeout);
    try {
        for await (const piece of body) {
            idle.refresh();
            if (filled + piece.length > length)
                throw new BrokenBody('ECONNRESET', `more than ${length} bytes came`);
            bytes.set(piece, filled);
            filled += piece.length;
        }
    }
    finally {
        clearTimeout(idle);
    }
    if (filled < length)
        throw new BrokenBody('ECONNRESET', `${filled} of ${length} bytes came`);
    return bytes;
}

// EXTERNAL MODULE: ./lib/storage/s3-requests.js + 2 modules
var s3_requests = __webpack_require__(6325);
;// CONCATENATED MODULE: ./lib/storage/s3-upload.js
/** What is sent into a bucket: one PUT that never replaces, of bytes whose SHA-256 the server compares. */






/**
 * Sends an object, unless its key exists.
 * @param isThere asked before each attempt but the first
 * @returns false where that said so
 * @throws FailedRequest of the status 412 where the server says that the key exists
 */
async function put(requests, key, bytes, hash, isThere = () => Promise.resolve(false)) {
    let attempts = 0;
    return await requests.run(async (client) => {
        if (attempts++ > 0 && (await isThere()))
            return false;
        const command = new dist_cjs/* PutObjectCommand */.wKZ({
            ...requests.address(key),
            Body: bytes,
            ContentLength: bytes.length,
            IfNoneMatch: '*',
            ChecksumSHA256: hash.toString('base64')
        });
        // The signature covers this header, and the SDK would hash all bytes once more to know it.
        command.middlewareStack.add((next) => (args) => {
            const { headers } = args.request;
            headers['x-amz-content-sha256'] = hash.toString('hex');
            return next(args);
        }, { step: 'build', name: 'payloadHash' });
        await client.send(command);
        return true;
    });
}
/** For a report, and a small tree. */
const SMALL_CAPACITIES = [1024 * 1024, 8 * 1024 * 1024];
/** For a full pack and its trailer; what outgrows it is given twice as much each time. */
const PACK_CAPACITY = 72 * 1024 * 1024;
/** Of what is smaller, sending is as cheap as asking. */
const ASKED_FROM = 8 * 1024 * 1024;
/** The memory of a pack that was sent, for the next one: memory that is new to a process costs as much as hashing it. */
class PackBuffers {
    #spare;
    /** With room for at least `needed` bytes. */
    take(needed, previous) {
        const small = SMALL_CAPACITIES.find((size) => size >= needed);
        if (small !== undefined)
            return Buffer.allocUnsafeSlow(small);
        const spare = this.#spare;
        if (spare === undefined || spare.length < needed) {
            // What of it is never touched costs nothing.
            return Buffer.allocUnsafeSlow(needed <= PACK_CAPACITY ? PACK_CAPACITY : Math.max(2 * previous, needed));
        }
        this.#spare = undefined;
        return spare;
    }
    give(buffer) {
        if (buffer.length === PACK_CAPACITY && this.#spare === undefined)
            this.#spare = buffer;
        else
            release(buffer);
    }
}
/**
 * A pack on its way into a bucket: collected, since how large it will be and what it is called is not known before its
 * end, and sent as one request.
 */
class S3Writer {
    #buffers;
    #hash = (0,external_node_crypto_.createHash)('sha256');
    #requests;
    #stat;
    /** Undefined once it was committed or aborted. */
    #buffer = Buffer.alloc(0);
    #size = 0;
    /** @param stat how to look at an object */
    constructor(requests, buffers, stat) {
        this.#requests = requests;
        this.#buffers = buffers;
        this.#stat = stat;
    }
    // Copied before it returns, so appends keep their order whether or not anybody waits for them.
    async append(parts) {
        const buffer = this.#room(parts.reduce((total, part) => total + part.length, 0));
        for (const part of parts) {
            buffer.set(part, this.#size);
            // Now, while the processor still has them at hand, and piece by piece: a thread of its own would want a copy.
            this.#hash.update(buffer.subarray(this.#size, this.#size + part.length));
            this.#size += part.length;
        }
    }
    #room(more) {
        const buffer = this.#open();
        const needed = this.#size + more;
        if (needed <= buffer.length)
            return buffer;
        const larger = this.#buffers.take(needed, buffer.length);
        larger.set(buffer.subarray(0, this.#size));
        this.#buffers.give(buffer);
        this.#buffer = larger;
        return larger;
    }
    #open() {
        if (this.#buffer === undefined)
            throw new Error('the writer was committed or aborted already');
        return this.#buffer;
    }
    async commit(key) {
        (0,keys/* checkKey */.yR)(key);
        const buffer = this.#open();
        const bytes = buffer.subarray(0, this.#size);
        this.#buffer = undefined;
        const task = { doing: 'write', object: key, permission: 's3:PutObject' };
        try {
            // An interrupted save has perhaps sent it before.
            const isThere = async () => bytes.length >= ASKED_FROM && (await this.#isThere(key, bytes.length));
            const isSent = !(await isThere()) && (await put(this.#requests, key, bytes, this.#hash.digest(), isThere));
            // Only now: what was refused may still be on its way out of this memory.
            this.#buffers.give(buffer);
            return isSent ? 'created' : 'exists';
        }
        catch (error) {
            if (error instanceof s3_requests/* FailedRequest */.P && (await this.#isThereAfter(error, key, bytes.length)))
                return 'exists';
            throw this.#requests.failure(task, error);
        }
    }
    /** A server that refuses early hangs up before it has heard all, and its refusal may be lost: then, too, it is there. */
    async #isThereAfter(failure, key, size) {
        if (failure.status === 412)
            return await this.#isThere(key, size);
        if (!failure.mayHaveActed)
            return false;
        return await this.#isThere(key, size).catch((error) => {
            // Where looking fails as well, what failed first is worth telling.
            if ((0,errors/* isStoreError */.A1)(error, 'DAMAGED'))
                throw error;
            return false;
        });
    }
    async #isThere(key, size) {
        const there = await this.#stat(key);
        if (there && there.size !== size)
            throw (0,failures/* sizeMismatch */.sf)(this.#requests.place.location, key, there.size, size);
        return there !== undefined;
    }
    async abort() {
        if (this.#buffer)
            this.#buffers.give(this.#buffer);
        this.#buffer = undefined;
    }
}
/** Gives memory back now: large buffers are garbage that no heap limit sees, and many packs of it would pile up. */
function release({ buffer }) {
    if (buffer.byteLength > Buffer.poolSize)
        buffer.transfer?.(0);
}

;// CONCATENATED MODULE: ./lib/storage/s3-storage.js









/** Whoever asks for the time gets it with the answer to a question about this object, whether it exists or not. */
const CLOCK_OBJECT = 'store.json';
class S3Storage {
    location;
    #requests;
    #buffers = new PackBuffers();
    constructor(requests) {
        this.#requests = requests;
        this.location = requests.place.location;
    }
    async create(key, bytes) {
        (0,keys/* checkKey */.yR)(key);
        const body = unshared(bytes);
        try {
            await put(this.#requests, key, body, (0,external_node_crypto_.createHash)('sha256').update(body).digest());
            return 'created';
        }
        catch (error) {
            if (!hasStatus(error, 412))
                throw this.#failure('create', key, 's3:PutObject', error);
            // What exists may be what an attempt of this very call made, whose answer was lost.
            return error.mayHaveActed && (await this.#holds(key, body)) ? 'created' : 'exists';
        }
    }
    async #holds(key, bytes) {
        try {
            return Buffer.compare(await this.read(key, undefined, bytes.length), bytes) === 0;
        }
        catch (error) {
            if ((0,errors/* isStoreError */.A1)(error, 'DAMAGED') || (0,errors/* isStoreError */.A1)(error, 'NOT_FOUND'))
                return false;
            throw error;
        }
    }
    writer() {
        return new S3Writer(this.#requests, this.#buffers, (key) => this.stat(key));
    }
    async read(key, range, maximum = Infinity) {
        (0,keys/* checkKey */.yR)(key);
        if (range)
            (0,keys/* checkRange */.cd)(range);
        // HTTP has no range of no bytes.
        if (range?.length === 0)
            return this.#readNothing(key, range, maximum);
        try {
            return await this.#requests.run((client) => this.#fetch(client, key, range, maximum));
        }
        catch (error) {
            if (hasStatus(error, 404) && error.answer.code !== 'NoSuchBucket')
                throw (0,failures/* missingObject */.Ku)(this.location, key, error);
            if (hasStatus(error, 416) && range)
                return this.#readNothing(key, range, maximum);
            throw this.#failure('read', key, 's3:GetObject', error);
        }
    }
    /** A range that holds no byte of the object, by intention or because it lies behind its end. */
    async #readNothing(key, range, maximum) {
        const info = await this.stat(key);
        if (!info)
            throw (0,failures/* missingObject */.Ku)(this.location, key);
        this.#checkSize(key, info.size, range, maximum);
        if (range.length > 0)
            throw this.#disobeyed(key, `no bytes from ${range.offset} on, though it has ${info.size}`);
        return new Uint8Array();
    }
    async #fetch(client, key, range, maximum) {
        const request = {
            ...this.#requests.address(key),
            ...(range ? { Range: `bytes=${range.offset}-${range.offset + range.length - 1}` } : {})
        };
        const reply = await client.send(new dist_cjs/* GetObjectCommand */.jLs(request), { requestTimeout: this.#requests.idleTimeout });
        const body = reply.Body;
        try {
            const sent = this.#sentPart(key, reply);
            // Before the memory is taken: a damaged record may ask for anything.
            this.#checkSize(key, sent.total, range, maximum);
            const wanted = range ?? { offset: 0, length: sent.total };
            if (sent.offset !== wanted.offset || sent.length !== wanted.length) {
                throw this.#disobeyed(key, `${sent.length} bytes from ${sent.offset} on where ${wanted.length} from ${wanted.offset} on were asked for`);
            }
            return await readBody(body, wanted.length, this.#requests.idleTimeout);
        }
        finally {
            // Of a body that was not read to its end; the connection goes with it.
            body.destroy();
        }
    }
    /** Which bytes the answer says that it brings. */
    #sentPart(key, reply) {
        const length = reply.ContentLength;
        if (length === undefined)
            throw this.#disobeyed(key, 'bytes without saying how many');
        if (reply.$metadata.httpStatusCode !== 206)
            return { offset: 0, length, total: length };
        const parts = /^bytes (\d+)-(\d+)\/(\d+)$/.exec(reply.ContentRange ?? '');
        if (!parts)
            throw this.#disobeyed(key, `a part without saying which (${(0,errors/* quote */.hD)(reply.ContentRange ?? '')})`);
        const [, first, last, total] = parts.map(Number);
        return { offset: first, length: last - first + 1, total };
    }
    #checkSize(key, total, range, maximum) {
        if (total > maximum)
            throw (0,failures/* tooLarge */.g$)(this.location, key, total, maximum);
        if (range && range.offset + range.length > total)
            throw (0,failures/* outOfRange */.FL)(this.location, key, total, range);
    }
    #disobeyed(key, what) {
        return new errors/* ArtifactStoreError */.ux('STORAGE', `the store at ${(0,errors/* quote */.hD)(this.location)} cannot be relied on: of ${(0,errors/* quote */.hD)(key)} its server sends ${what}`);
    }
    async stat(key) {
        (0,keys/* checkKey */.yR)(key);
        try {
            const reply = await this.#requests.run((client) => client.send(new dist_cjs/* HeadObjectCommand */.l81(this.#requests.address(key)), {
                requestTimeout: this.#requests.idleTimeout
            }));
            const { ContentLength: size, LastModified: modifiedAt } = reply;
            if (size === undefined || modifiedAt === undefined)
                throw this.#disobeyed(key, 'neither size nor time');
            return { key, size, modifiedAt };
        }
        catch (error) {
            if (!hasStatus(error, 404))
                throw this.#failure('look at', key, 's3:GetObject', error);
            await this.#checkBucket(key);
            return undefined;
        }
    }
    /** A HEAD has no body: it is answered alike where the object is missing and where the bucket is. */
    async #checkBucket(key) {
        if (this.#requests.bucketWasSeen)
            return;
        await this.read(key, { offset: 0, length: 1 }).catch((error) => {
            if (!(0,errors/* isStoreError */.A1)(error, 'NOT_FOUND') && !(0,errors/* isStoreError */.A1)(error, 'DAMAGED'))
                throw error;
        });
        this.#requests.bucketWasSeen = true;
    }
    list(prefix, { after } = {}) {
        (0,keys/* checkPrefix */.by)(prefix);
        if (after !== undefined)
            (0,keys/* checkKey */.yR)(after);
        return this.#list(prefix, after);
    }
    async *#list(prefix, after) {
        const { Bucket, Key: Prefix } = this.#requests.address(prefix);
        let place = after === undefined ? {} : { StartAfter: this.#requests.address(after).Key };
        for (;;) {
            const page = await this.#page({ Bucket, Prefix, ...place }, prefix);
            for (const { Key: name, Size: size, LastModified: modifiedAt } of page.Contents ?? []) {
                if (name === undefined || size === undefined || modifiedAt === undefined) {
                    throw this.#disobeyed(prefix, 'a listing with neither name, size nor time');
                }
                yield { key: this.#requests.keyOf(name), size, modifiedAt };
            }
            if (page.IsTruncated !== true)
                return;
            if (page.NextContinuationToken === undefined)
                throw this.#disobeyed(prefix, 'a listing that cannot be continued');
            place = { ContinuationToken: page.NextContinuationToken };
        }
    }
    async #page(input, prefix) {
        try {
            return await this.#requests.run((client) => client.send(new dist_cjs/* ListObjectsV2Command */.u6x(input), { requestTimeout: this.#requests.idleTimeout }));
        }
        catch (error) {
            throw this.#failure('list', prefix === '' ? 'its objects' : prefix, 's3:ListBucket', error);
        }
    }
    async remove(key) {
        (0,keys/* checkKey */.yR)(key);
        try {
            await this.#requests.run((client) => client.send(new dist_cjs/* DeleteObjectCommand */.k4j(this.#requests.address(key)), {
                requestTimeout: this.#requests.idleTimeout
            }));
        }
        catch (error) {
            if (hasStatus(error, 404) && error.answer.code !== 'NoSuchBucket')
                return;
            throw this.#failure('remove', key, 's3:DeleteObject', error);
        }
    }
    async now() {
        let date;
        try {
            await this.#requests.run((client) => {
                const command = new dist_cjs/* HeadObjectCommand */.l81(this.#requests.address(CLOCK_OBJECT));
                command.middlewareStack.add((next) => async (args) => {
                    const result = await next(args);
                    date = result.response.headers['date'];
                    return result;
                }, { step: 'deserialize', priority: 'low', name: 'serverDate' });
                return client.send(command, { requestTimeout: this.#requests.idleTimeout });
            });
        }
        catch (error) {
            const answered = error instanceof s3_requests/* FailedRequest */.P && error.status !== undefined && error.status < 500;
            if (!answered || date === undefined)
                throw this.#failure('tell the time of', 'its clock', 's3:GetObject', error);
        }
        if (date === undefined)
            throw this.#disobeyed(CLOCK_OBJECT, 'no time');
        return new Date(date);
    }
    async createMayTear() {
        return false;
    }
    #failure(doing, object, permission, error) {
        return this.#requests.failure({ doing, object, permission }, error);
    }
}
function hasStatus(error, status) {
    return error instanceof s3_requests/* FailedRequest */.P && error.status === status;
}
/** What is sent must stay as it was hashed, and shared memory is others' as well. */
function unshared(bytes) {
    return external_node_util_.types.isSharedArrayBuffer(bytes.buffer) ? new Uint8Array(bytes) : bytes;
}


/***/ })

};
