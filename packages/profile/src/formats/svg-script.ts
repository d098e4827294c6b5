/**
 * What makes a flame graph's SVG interactive, for browsers as they are: hover, click or Enter to zoom, Escape to go back, arrows to walk,
 * `/` to search. It reads everything from the drawing and writes text only as text.
 */
export const SVG_SCRIPT = `
"use strict";
(() => {
  const svg = document.documentElement;
  const byId = (id) => document.getElementById(id);
  const WIDTH = Number(svg.dataset.width), LEFT = Number(svg.dataset.left), ADVANCE = Number(svg.dataset.advance);
  const frames = Array.from(document.querySelectorAll(".f"), (g) => {
    const rect = g.querySelector("rect");
    const [name, ...numbers] = g.querySelector("title").textContent.split("\\n");
    return { g, rect, label: g.querySelector("text"), name, numbers: numbers.join(" · "), cut: Number(g.dataset.n),
      x: Number(rect.getAttribute("x")), w: Number(rect.getAttribute("width")), y: Number(rect.getAttribute("y")), share: Number(g.dataset.s) };
  });
  const of = new Map(frames.map((frame) => [frame.g, frame]));
  const root = frames[0];
  let zoomed = root, searched = "";
  const hint = byId("details").textContent = "Click or Enter to zoom · Esc to go back · arrows to walk · / to search";

  const columns = (text) => { let sum = 0; for (const c of text) sum += c.codePointAt(0) > 0x10ff ? 2 : 1; return sum; };
  const cutTo = (text, room) => {
    let kept = "", sum = 0;
    for (const c of text) { sum += columns(c); if (sum > room - 1) break; kept += c; }
    return kept + "\\u2026";
  };
  const write = (frame, width) => {
    const room = Math.floor((width - 8) / ADVANCE);
    const name = frame.name.slice(0, frame.cut), place = frame.name.slice(frame.cut);
    frame.label.textContent = room < 3 ? "" : columns(name) <= room ? name : cutTo(name, room);
    if (place && columns(frame.name) <= room) {
      const tspan = document.createElementNS("http://www.w3.org/2000/svg", "tspan");
      tspan.textContent = place;
      frame.label.append(tspan);
    }
  };
  const contains = (outer, inner) => inner.x >= outer.x - 0.01 && inner.x + inner.w <= outer.x + outer.w + 0.01;
  const zoom = (target) => {
    zoomed = target;
    const scale = WIDTH / target.w;
    for (const frame of frames) {
      const caller = frame.y < target.y && contains(frame, target);
      const inside = frame.y >= target.y && contains(target, frame);
      frame.g.style.display = caller || inside ? "" : "none";
      frame.g.classList.toggle("caller", caller);
      if (!caller && !inside) continue;
      const x = caller ? LEFT : LEFT + (frame.x - target.x) * scale, width = caller ? WIDTH : frame.w * scale;
      frame.rect.setAttribute("x", x);
      frame.rect.setAttribute("width", width);
      frame.label.setAttribute("x", x + 4);
      write(frame, width);
    }
    byId("reset").style.display = target === root && !searched ? "none" : "";
  };
  const show = (frame) => { byId("details").textContent = frame ? frame.name + " · " + frame.numbers : found(); };
  const found = () => {
    if (!searched) return hint;
    const hits = frames.filter((frame) => frame.g.classList.contains("hit"));
    let share = 0;
    const counted = [];
    for (const hit of hits) if (!counted.some((other) => other !== hit && other.y < hit.y && contains(other, hit))) { counted.push(hit); share += hit.share; }
    return hits.length + " frames match \\u201c" + searched + "\\u201d: " + (share * 100).toFixed(1) + " % of everything";
  };
  const search = (text) => {
    searched = text.trim();
    const wanted = searched.toLowerCase();
    for (const frame of frames) frame.g.classList.toggle("hit", wanted !== "" && frame !== root && frame.name.toLowerCase().includes(wanted));
    byId("reset").style.display = zoomed === root && !searched ? "none" : "";
    show();
  };
  const focus = (frame) => {
    if (!frame) return;
    for (const each of frames) each.g.setAttribute("tabindex", each === frame ? "0" : "-1");
    frame.g.focus();
  };
  const shown = (frame) => frame.g.style.display !== "none";
  const step = (from, key) => {
    const down = key === "ArrowDown", up = key === "ArrowUp", row = down ? 1 : up ? -1 : 0;
    const height = Number(svg.dataset.row);
    const near = frames.filter((each) => shown(each) && Math.abs(each.y - from.y - row * height) < 1);
    if (down) return near.find((each) => contains(from, each));
    if (up) return near.find((each) => contains(each, from));
    const at = near.sort((a, b) => a.x - b.x).indexOf(from);
    return near[key === "ArrowRight" ? at + 1 : at - 1];
  };
  const reset = () => { input.value = ""; search(""); zoom(root); };

  const box = byId("search");
  const input = document.createElementNS("http://www.w3.org/1999/xhtml", "input");
  input.setAttribute("type", "search");
  input.setAttribute("placeholder", "Search functions and files");
  input.setAttribute("aria-label", "Search functions and files");
  input.addEventListener("input", () => search(input.value));
  box.append(input);
  byId("reset").addEventListener("click", reset);
  const target = (event) => of.get(event.target.closest && event.target.closest(".f"));
  svg.addEventListener("click", (event) => { const frame = target(event); if (frame) { focus(frame); zoom(frame); } });
  svg.addEventListener("mouseover", (event) => show(target(event)));
  svg.addEventListener("focusin", (event) => show(target(event)));
  svg.addEventListener("keydown", (event) => {
    if (event.key === "Escape") { reset(); return; }
    if (event.target === input) return;
    if (event.key === "/") { event.preventDefault(); input.focus(); return; }
    const frame = target(event);
    if (event.target.id === "reset" && event.key === "Enter") reset();
    else if (frame && (event.key === "Enter" || event.key === " ")) { event.preventDefault(); zoom(frame); }
    else if (frame && event.key.startsWith("Arrow")) { event.preventDefault(); focus(step(frame, event.key)); }
  });
  root.g.setAttribute("tabindex", "0");
  byId("reset").style.display = "none";
})();
`;
