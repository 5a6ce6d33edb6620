// ./random/26 sync
import { check } from '../random/check.mjs';
import { calls, isResult } from '../random/26.calls.mjs';

await check(process.argv[2], calls, isResult);
