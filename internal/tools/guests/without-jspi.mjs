// Preloaded into Node to take JSPI away, as there is no flag for it.

import { takeAway } from '../conformance/worker/without.mjs';

takeAway({ jspi: true });
