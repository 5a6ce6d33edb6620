// wasi:random, which is the same everywhere. What is exported by its name in WIT is that of a program that was given nothing.

import { makeRandom } from '../random/random.js';

/** The interfaces of wasi:random. */
export const interfaces = makeRandom;

export const { random, insecure, insecureSeed } = interfaces();
