// The same on every supported Node, see NODES of the kit.
import "../../cli-dump.test.ts";
