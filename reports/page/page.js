"use strict";
// The page reads without this script. It adds the theme, copying, and zooming; it asks nobody for anything.
(function () {
  const all = (selector, within) => Array.from((within || document).querySelectorAll(selector));

  // Errors go into the document, where a test that prints it finds them.
  window.addEventListener("error", e => document.documentElement.setAttribute("data-error", e.message));
  window.addEventListener("unhandledrejection", e => document.documentElement.setAttribute("data-error", e.reason));

  const themes = ["auto", "light", "dark"];
  const button = document.getElementById("theme");
  function keep(value) { // a page from a disk may have no storage
    try {
      if (value) localStorage.setItem("onceover-theme", value);
      return localStorage.getItem("onceover-theme");
    } catch (e) { return null; }
  }
  function show(theme) {
    if (!themes.includes(theme)) theme = "auto";
    if (theme === "auto") delete document.documentElement.dataset.theme;
    else document.documentElement.dataset.theme = theme;
    button.textContent = "Theme: " + theme;
    button.value = theme;
  }
  button.hidden = false;
  button.addEventListener("click", () => {
    const next = themes[(themes.indexOf(button.value) + 1) % themes.length];
    show(next);
    keep(next);
  });
  show(keep());

  for (const copy of all(".copy")) {
    copy.hidden = false;
    copy.addEventListener("click", () => {
      const code = copy.parentNode.querySelector("code");
      getSelection().selectAllChildren(code);
      const done = ok => { copy.textContent = ok ? "Copied" : "Press Ctrl+C"; };
      if (navigator.clipboard) navigator.clipboard.writeText(code.textContent).then(() => done(true), () => done(false));
      else done(document.execCommand("copy"));
    });
  }

  // What a link leads to is opened.
  function reveal() {
    const target = location.hash.length > 1 && document.getElementById(location.hash.slice(1));
    for (let at = target; at; at = at.parentElement) if (at.tagName === "DETAILS") at.open = true;
    if (target) target.scrollIntoView();
  }
  window.addEventListener("hashchange", reveal);
  document.addEventListener("click", e => { // of a link to where one is already
    const link = e.target.closest("a");
    if (link && link.hash && link.hash === location.hash) reveal();
  });

  // A diagram keeps its heights and is stretched along time only: places are multiplied, paths are scaled.
  class Diagram {
    constructor(figure) {
      this.scroll = figure.querySelector(".scroll");
      this.plot = figure.querySelector(".plot");
      this.said = figure.querySelector(".said");
      this.width = Number(this.plot.dataset.width);
      this.scale = 1;
      this.on = null;
      this.events = all(".event:not(.wrote)", this.plot); // what is written is told, too, but shows above already
      this.places = [];
      for (const part of all("line, circle, use, text, rect", this.plot)) {
        for (const name of ["x", "x1", "x2", "cx"]) {
          if (!part.hasAttribute(name)) continue;
          const anchor = part.closest(".op, .wrote");
          this.places.push({ part, name, x: Number(part.getAttribute(name)), anchor: anchor && this.anchor(anchor) });
        }
      }
      this.stretched = all(".band, .life, .pause, .rail, .service, .field, .range", this.plot).filter(p => p.hasAttribute("width"))
        .map(part => ({ part, width: Number(part.getAttribute("width")) }));
      this.paths = all("path.line", this.plot);
      figure.querySelector(".tools").hidden = false;
      for (const b of all("[data-zoom]", figure)) b.addEventListener("click", () => this.act(b.dataset.zoom));
      this.scroll.addEventListener("keydown", e => this.key(e));
      this.scroll.addEventListener("wheel", e => this.wheel(e), { passive: false });
      for (const type of ["pointerover", "click"]) this.plot.addEventListener(type, e => this.tell(e.target.closest(".event")));
      const details = figure.closest("details");
      details.addEventListener("toggle", () => this.start());
      if (details.open) this.start();
    }

    // anchor is the place that an arrow keeps its form around.
    anchor(group) {
      const first = group.querySelector("line, rect, circle");
      return Number(first.getAttribute("x1") || first.getAttribute("x") || first.getAttribute("cx"));
    }

    start() {
      if (this.started || !this.scroll.clientWidth) return;
      this.started = true;
      this.act("finding");
    }

    zoom(scale, at) {
      const fit = this.scroll.clientWidth / this.width;
      const next = Math.min(8, Math.max(Math.min(fit, 1), scale));
      const middle = at === undefined ? this.scroll.clientWidth / 2 : at;
      const kept = (this.scroll.scrollLeft + middle) / this.scale;
      this.scale = next;
      for (const p of this.places) p.part.setAttribute(p.name, p.anchor ? p.anchor * next + (p.x - p.anchor) : p.x * next);
      for (const s of this.stretched) s.part.setAttribute("width", s.width * next);
      for (const p of this.paths) p.setAttribute("transform", "scale(" + next + ",1)");
      this.plot.setAttribute("width", this.width * next);
      this.scroll.scrollLeft = kept * next - middle;
      this.plot.dataset.scale = next.toFixed(3);
      this.plot.classList.toggle("far", next < .95); // there is no room for labels
    }

    act(what) {
      if (what === "in") this.zoom(this.scale * 1.4);
      if (what === "out") this.zoom(this.scale / 1.4);
      if (what === "fit") this.zoom(0);
      if (what === "finding") {
        const sign = this.plot.querySelector("use.finding");
        if (sign) this.scroll.scrollLeft = Number(sign.getAttribute("x")) - this.scroll.clientWidth / 2;
      }
    }

    key(e) {
      const zooms = { "+": "in", "=": "in", "-": "out", "0": "fit", "f": "finding" };
      const steps = { ArrowRight: 1, ArrowLeft: -1 };
      if (e.ctrlKey || e.metaKey || e.altKey || e.shiftKey && e.key !== "+") return;
      if (zooms[e.key]) this.act(zooms[e.key]);
      else if (steps[e.key]) this.step(steps[e.key]);
      else if (e.key === "Home" || e.key === "End") this.tell(this.events[e.key === "Home" ? 0 : this.events.length - 1], true);
      else return;
      e.preventDefault();
    }

    wheel(e) {
      if (!e.ctrlKey && !e.metaKey) return; // the page scrolls
      e.preventDefault();
      this.zoom(this.scale * Math.exp(-e.deltaY / 300), e.clientX - this.scroll.getBoundingClientRect().left);
    }

    step(by) {
      const at = this.events.indexOf(this.on);
      const next = at < 0 ? this.nearest() : Math.min(this.events.length - 1, Math.max(0, at + by));
      this.tell(this.events[next], true);
    }

    // nearest is the first event that can be seen.
    nearest() {
      const left = this.scroll.getBoundingClientRect().left;
      return Math.max(0, this.events.findIndex(e => e.getBoundingClientRect().left >= left));
    }

    tell(event, scroll) {
      if (!event || event === this.on) return;
      if (this.on) this.on.classList.remove("on");
      this.on = event;
      event.classList.add("on");
      this.said.textContent = event.querySelector("title").textContent;
      if (!scroll) return;
      const box = event.getBoundingClientRect(), frame = this.scroll.getBoundingClientRect();
      if (box.left < frame.left + 20 || box.right > frame.right - 20) this.scroll.scrollLeft += box.left - frame.left - frame.width / 2;
    }
  }

  const diagrams = all("figure.space").map(figure => new Diagram(figure));
  reveal();

  // The page checks itself where it is asked to: #check clicks each link, zooms, and writes what it found into the document.
  async function check() {
    const wrong = [];
    for (const link of all("a[href^='#']")) {
      const target = document.getElementById(link.hash.slice(1));
      for (const d of all("details")) d.open = false;
      const followed = new Promise(done => window.addEventListener("hashchange", done, { once: true }));
      const same = location.hash === link.hash;
      link.click();
      if (!same) await followed;
      const fold = target && target.closest("details");
      if (!target || !target.checkVisibility() || fold && !fold.open) wrong.push(link.hash + " is not shown");
    }
    for (const d of all("details")) d.open = true;
    const root = document.documentElement, own = s => /auto|scroll/.test(getComputedStyle(s).overflowX);
    if (root.scrollWidth > innerWidth) wrong.push("the page is " + root.scrollWidth + " wide in a window of " + innerWidth);
    for (const box of all(".wide")) if (box.scrollWidth > box.clientWidth && !own(box)) wrong.push("a wide table does not scroll in its box");
    root.setAttribute("data-window", innerWidth);
    for (const d of diagrams) {
      d.start();
      for (const what of ["in", "out", "fit", "in"]) {
        const before = d.scale;
        d.act(what);
        if (what === "in" && !(d.scale > before)) wrong.push("zoom " + what + " left the scale at " + d.scale);
      }
      d.step(1);
      if (!d.on || d.said.textContent !== d.on.querySelector("title").textContent) wrong.push("an event is not told");
    }
    button.click();
    if (document.documentElement.dataset.theme !== "light") wrong.push("the theme does not change");
    document.documentElement.setAttribute("data-check", wrong.length ? wrong.join("; ") : "passed " + diagrams.length);
  }
  if (location.hash === "#check") check();
})();
