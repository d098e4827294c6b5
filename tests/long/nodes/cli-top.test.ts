// The same on every supported Node, see NODES of the kit.
import "../cli-top.test.ts";
