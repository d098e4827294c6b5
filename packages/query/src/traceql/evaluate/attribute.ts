import type { AttributeScope, Field } from "@throughline/traceql";
import type { FieldValue } from "../spanset.ts";
import { type Operand, several } from "./operand.ts";
import type { Read } from "./read.ts";
import type { Attributes, EvalSpan } from "./span.ts";

type Attribute = Extract<Field, { type: "attribute" }>;
type ReadAttribute = (span: EvalSpan) => Operand;

const SERVICE_NAME = "service.name";

/** Reads an attribute. A service without a name is compared with the name that it is stored with. */
export function attributeReader({ scope, key, ofParent }: Attribute): Read {
  return ofSpanOrParent(ofParent, readers(key)[scope]);
}

/** Reads an attribute only from where it is: `undefined` for the name of a service that has none. */
export function givenAttributeReader({ scope, key, ofParent }: Attribute): Read {
  return ofSpanOrParent(ofParent, readers(key, (span) => span.resource.get(key))[scope]);
}

function ofSpanOrParent(ofParent: boolean, read: ReadAttribute): Read {
  if (!ofParent) return read;
  return (span, view) => {
    const parent = view.parentOf(span);
    return parent && read(parent);
  };
}

function readers(key: string, resource = resourceReader(key)): Readonly<Record<AttributeScope, ReadAttribute>> {
  const span: ReadAttribute = ({ attributes }) => attributes.get(key);
  const event: ReadAttribute = ({ events }) => ofEach(events, key);
  const link: ReadAttribute = ({ links }) => ofEach(links, key);
  const instrumentation: ReadAttribute = ({ scope }) => scope.attributes.get(key);
  const any: ReadAttribute = (of) => span(of) ?? resource(of) ?? event(of) ?? link(of) ?? instrumentation(of);
  return { any, span, resource, event, link, instrumentation };
}

function resourceReader(key: string): ReadAttribute {
  return ({ resource, service }) => resource.get(key) ?? (key === SERVICE_NAME ? service : undefined);
}

function ofEach(items: readonly { readonly attributes: Attributes }[], key: string): Operand {
  const values: FieldValue[] = [];
  for (const { attributes } of items) {
    const value = attributes.get(key);
    if (value !== undefined) values.push(value);
  }
  return several(values);
}
