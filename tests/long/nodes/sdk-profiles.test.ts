// The same on every supported Node, see NODES of the kit.
import "../sdk-profiles.test.ts";
