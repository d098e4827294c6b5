import { attributeOperand, OF_ROW } from "./attribute.ts";
import { always, type Operand, type Row } from "./operand.ts";

const SERVICE_NAME = "service.name";

/** An attribute of the resource. A service without a name is compared with the name that it is stored with. */
export function resourceOperand(row: Row, key: string): Operand {
  return key === SERVICE_NAME ? always("s", "service") : givenResourceOperand(row, key);
}

/** The same, only where it is given: the service's name has a column of its own, which a service without a name has, too. */
export function givenResourceOperand(row: Row, key: string): Operand {
  return attributeOperand(row, key, OF_ROW, "resource");
}
