// ./random/21 sync
import { check } from '../random/check.mjs';
import { calls, isResult } from '../random/21.calls.mjs';

await check(process.argv[2], calls, isResult);
