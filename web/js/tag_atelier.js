/** The one module that registers anything; the others only export. */

import { app } from "../../../scripts/app.js";
import { showReports } from "./report.js";

const styles = document.createElement("link");
styles.rel = "stylesheet";
styles.href = new URL("./tag_atelier.css", import.meta.url).href;
document.head.append(styles);

app.registerExtension({
  name: "TagAtelier",
  nodeCreated(/** @type {any} */ node) {
    if (node.comfyClass?.startsWith("TagAtelier")) showReports(node);
  },
});
