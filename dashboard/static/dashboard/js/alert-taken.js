/** Entry of the page that verifies an alert: the server has it, this tab keeps it for *Back* alone. */

import { taken } from "./lib/draft.js";

taken();
