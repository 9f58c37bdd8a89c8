// What every page of the hub has. No rule needs a script: pages read and forms send without it.
import "../css/index.css";
