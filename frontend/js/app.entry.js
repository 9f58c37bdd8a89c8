// What every page of the hub has. No rule needs a script: pages read and forms send without it.
import "../css/index.css";
import "./htmx-global.js";
import "./theme.js";
import "./dialogs.js";
import "./forms.js";
import "./sheet.js";
import "./command.js";
import "./keys.js";
import "./lists.js";
import "./combo.js";
import "./timers.js";
import "./files.js";
