// The tests of packages jsbridge and jsbridge/edge in Chromium; web/npm/jsbridge.test.mjs is the same in Node.

import { test } from 'node:test';
import { goTestJs } from '../internal/tools/lib/gotestjs.mjs';

test('jsbridge in Chromium', () => goTestJs('chromium', './jsbridge/...'));
