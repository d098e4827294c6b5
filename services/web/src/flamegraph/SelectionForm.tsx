import { useId, useState } from "react";
import { RangePicker } from "../time/RangePicker.tsx";
import { rangeOf } from "./base.ts";
import { OperationChoice } from "./OperationChoice.tsx";
import { type Route, routeOf, routeQuery } from "./route.ts";
import { problemOf, SELECTOR_NAMES, type Selection, selectBy, type Selector, selectorOf, SELECTORS } from "./selection.ts";
import styles from "./selection-form.module.css";

/**
 * Chooses whose samples are shown: of a service, of spans, of one action, and of when. What is chosen from a list counts at once, what is typed
 * when it is sent. `shown` is the selection with what it has from elsewhere.
 */
export function SelectionForm({
  label,
  selection,
  shown = selection,
  services,
  areSpans = false,
  onSelection,
}: {
  label: string;
  selection: Selection;
  shown?: Selection;
  services: readonly string[];
  /** Whether a service means its spans: beside a selection that is not by service, its name alone would narrow that down. */
  areSpans?: boolean;
  onSelection: (selection: Selection) => void;
}) {
  const id = useId();
  const route = routeOf(shown);
  const given = route ? "service" : selectorOf(shown);
  const [chosen, setChosen] = useState<Selector>();
  const selector = chosen ?? given ?? "service";
  const choose = (next: Selector) => setChosen(next === given ? undefined : next);
  const select = (next: Selection) => {
    setChosen(undefined);
    onSelection(next);
  };
  const service = given === "service" ? (route?.service ?? shown.service) : undefined;
  const selectRoute = (next: Route) => {
    const isByName = next.operation === undefined && !areSpans;
    // Of a route, all that ran on its behalf counts, in whatever service.
    const alone = { ...selection, service: undefined };
    select(isByName ? selectBy("service", next.service, selection) : selectBy("q", routeQuery(next), alone));
  };
  return (
    <fieldset className={styles.form}>
      <legend className={styles.legend}>{label}</legend>
      <select aria-label={`${label}: samples of`} value={selector} onChange={({ target }) => choose(target.value as Selector)}>
        {SELECTORS.map((name) => (
          <option key={name} value={name}>
            {SELECTOR_NAMES[name]}
          </option>
        ))}
      </select>
      {selector === "service" ? (
        <>
          <ServiceChoice
            label={`${label}: service`}
            services={services}
            service={service}
            none="Choose a service"
            onService={(name) => name !== undefined && selectRoute({ service: name })}
          />
          {service !== undefined && (
            <OperationChoice
              label={`${label}: operation`}
              service={service}
              operation={route?.operation}
              all={route && route.operation === undefined ? "all of its spans" : "all that it does"}
              range={rangeOf(shown)}
              onOperation={(operation) => selectRoute({ service, operation })}
            />
          )}
        </>
      ) : (
        <>
          <ValueField
            key={`${selector} ${shown[selector]}`}
            id={id}
            label={`${label}: ${SELECTOR_NAMES[selector]}`}
            selector={selector}
            value={shown[selector] ?? ""}
            onValue={(value) => select(selectBy(selector, value, selection))}
          />
          {given === selector && (
            <ServiceChoice
              label={`${label}: in service`}
              services={services}
              service={shown.service}
              none="in any service"
              onService={(narrowed) => onSelection({ ...selection, service: narrowed })}
            />
          )}
        </>
      )}
      {(selector === "service" || selector === "q") && (
        <RangePicker range={rangeOf(shown)} onRange={({ start, end }) => onSelection({ ...selection, start, end })} />
      )}
    </fieldset>
  );
}

function ServiceChoice({
  label,
  services,
  service,
  none,
  onService,
}: {
  label: string;
  services: readonly string[];
  service: string | undefined;
  none: string;
  onService: (service: string | undefined) => void;
}) {
  // One that has sent nothing of late can be in the URL.
  const names = service === undefined || services.includes(service) ? services : [service, ...services];
  return (
    <select aria-label={label} value={service ?? ""} onChange={({ target }) => onService(target.value === "" ? undefined : target.value)}>
      <option value="">{none}</option>
      {names.map((name) => (
        <option key={name} value={name}>
          {name}
        </option>
      ))}
    </select>
  );
}

const PLACEHOLDERS: Readonly<Partial<Record<Selector, string>>> = {
  q: '{ name = "GET /x" && duration > 1s }',
  traceId: "32 hex digits",
  spanId: "16 hex digits",
};

function ValueField({
  id,
  label,
  selector,
  value,
  onValue,
}: {
  id: string;
  label: string;
  selector: Selector;
  value: string;
  onValue: (value: string) => void;
}) {
  const [text, setText] = useState(value);
  const [problem, setProblem] = useState<string>();
  return (
    <form
      className={styles.value}
      onSubmit={(event) => {
        event.preventDefault();
        const found = problemOf(selector, text);
        setProblem(found);
        if (found === undefined) onValue(text);
      }}
    >
      <input
        type="text"
        aria-label={label}
        aria-invalid={problem !== undefined}
        aria-describedby={`${id}problem`}
        placeholder={PLACEHOLDERS[selector]}
        autoComplete="off"
        spellCheck={false}
        value={text}
        onChange={({ target }) => {
          setText(target.value);
          setProblem(undefined);
        }}
      />
      <button type="submit">Show</button>
      <span id={`${id}problem`} role="status" className={styles.problem}>
        {problem}
      </span>
    </form>
  );
}
