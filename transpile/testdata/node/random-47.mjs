// ./random/47 sync
import { check } from '../random/check.mjs';
import { calls, isResult } from '../random/47.calls.mjs';

await check(process.argv[2], calls, isResult);
