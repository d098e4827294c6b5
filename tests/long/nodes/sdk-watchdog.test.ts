// The same on every supported Node, see NODES of the kit.
import "../sdk-watchdog.test.ts";
