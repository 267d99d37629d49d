/** Entry of an alert's page: it follows, and says so when it cannot. */

import { sent } from "./lib/draft.js";
import { LastNews } from "./panels/last-news.js";

new LastNews(document.getElementById("sans-nouvelles"), () => document.getElementById("suivi"));
sent();
