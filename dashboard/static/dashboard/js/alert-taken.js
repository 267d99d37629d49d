/** Entry of the page that verifies an alert: the server has it, this tab need not keep it. */

import { forget } from "./lib/draft.js";

forget();
