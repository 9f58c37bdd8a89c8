// The extensions of htmx look for it in the window; this runs before them.
import htmx from "htmx.org";

window.htmx = htmx;
htmx.config.includeIndicatorCSS = false; // the policy takes no inline style
export default htmx;
