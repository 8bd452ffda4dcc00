"use strict";

// What the page can do besides being read: remember the colours, show the values under the pointer
// or the arrow keys, sort. Without this script nothing is missing but that.
(() => {
  const element = (tag, className, parent) => {
    const made = document.createElement(tag);
    made.className = className;
    parent.append(made);
    return made;
  };

  // The same digits as in the tables.
  const written = (value) => {
    const size = Math.abs(value);
    if (value === 0) return "0";
    if (size < 1e-3 || size >= 1e7) return value.toExponential(3).replace(/\.?0*e\+?/, "e");
    const digits = Math.max(0, Math.min(4, 3 - Math.floor(Math.log10(size))));
    return value.toLocaleString("en", {
      minimumFractionDigits: digits,
      maximumFractionDigits: digits,
    });
  };
  const share = (value) => (100 * value).toFixed(1) + " %";

  // A file that is opened from a disk may have no storage.
  const remembered = (value) => {
    try {
      if (value) localStorage.setItem("lockstep-theme", value);
      return localStorage.getItem("lockstep-theme");
    } catch {
      return null;
    }
  };

  const themes = document.querySelectorAll('input[name="theme"]');
  const before = remembered();
  for (const theme of themes) {
    if (theme.value === before) theme.checked = true;
    theme.addEventListener("change", () => remembered(theme.value));
  }

  // The place of the point whose x is nearest, in points sorted by x.
  const nearest = (xs, x) => {
    let low = 0;
    let high = xs.length - 1;
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if (xs[middle] < x) low = middle;
      else high = middle;
    }
    return x - xs[low] <= xs[high] - x ? low : high;
  };

  const explore = (figure) => {
    const frame = figure.querySelector(".frame");
    const data = JSON.parse(figure.querySelector('script[type="application/json"]').textContent);
    const title = figure.querySelector("h3, h4, h5").textContent;
    // The arrow keys go where the shortest line has points.
    const steps = data.series
      .map((series) => series.x)
      .reduce((a, b) => (b.length > 1 && b.length < a.length ? b : a));
    let at = steps.length - 1;
    let shown = [];

    const place = (value) =>
      data.log
        ? Math.log(value / data.low) / Math.log(data.high / data.low)
        : (value - data.low) / (data.high - data.low);

    const hide = () => {
      for (const each of shown) each.remove();
      shown = [];
    };

    const show = (x) => {
      hide();
      const left = (100 * (x - data.from)) / (data.to - data.from);
      const cross = element("div", "cross", frame);
      cross.style.left = left + "%";
      const tip = element("div", "tip", frame);
      if (left > 50) tip.style.right = `calc(${100 - left}% + 10px)`;
      else tip.style.left = `calc(${left}% + 10px)`;
      shown.push(cross, tip);
      const epoch = data.epoch ? ` (epoch ${Math.ceil(x / data.epoch)})` : "";
      const where =
        data.name + " " + (Number.isInteger(x) ? x.toLocaleString("en") : written(x)) + epoch;
      element("b", "", tip).textContent = where;
      const list = element("ul", "", tip);
      const said = [where];
      for (const series of data.series) {
        const value = series.y[nearest(series.x, x)];
        const text = series.name + " " + (data.share ? share(value) : written(value));
        element("li", series.style, list).textContent = text;
        said.push(text);
        if (!data.share) {
          const here = element("div", "here " + series.style, frame);
          here.style.left =
            (100 * (series.x[nearest(series.x, x)] - data.from)) / (data.to - data.from) + "%";
          here.style.top = 100 * (1 - place(value)) + "%";
          shown.push(here);
        }
      }
      frame.setAttribute("aria-valuenow", x);
      frame.setAttribute("aria-valuetext", said.join(", "));
    };

    // For a screen reader the plot is a slider over the axis, whose value is what stands there.
    frame.tabIndex = 0;
    frame.setAttribute("role", "slider");
    frame.setAttribute("aria-label", title);
    frame.setAttribute("aria-describedby", figure.id + "-summary");
    frame.setAttribute("aria-valuemin", data.from);
    frame.setAttribute("aria-valuemax", data.to);
    frame.setAttribute("aria-valuenow", steps[at]);

    const keys = { ArrowLeft: -1, ArrowDown: -1, ArrowRight: 1, ArrowUp: 1, PageDown: -10, PageUp: 10 };
    frame.addEventListener("keydown", (event) => {
      if (event.key === "Escape") return hide();
      let to = at + (keys[event.key] ?? 0);
      if (event.key === "Home") to = 0;
      else if (event.key === "End") to = steps.length - 1;
      else if (!(event.key in keys)) return;
      event.preventDefault();
      at = Math.max(0, Math.min(steps.length - 1, to));
      show(steps[at]);
    });
    frame.addEventListener("blur", hide);
    frame.addEventListener("pointermove", (event) => {
      const box = frame.getBoundingClientRect();
      const along = Math.max(0, Math.min(1, (event.clientX - box.left) / box.width));
      const x = data.from + along * (data.to - data.from);
      const longest = data.series.reduce((a, b) => (b.x.length > a.x.length ? b : a));
      show(longest.x[nearest(longest.x, x)]);
    });
    frame.addEventListener("pointerleave", hide);
  };

  for (const figure of document.querySelectorAll("figure.chart")) {
    if (figure.querySelector('script[type="application/json"]')) explore(figure);
  }

  // Numbers by their value, else by what is written; what is missing comes last either way.
  const key = (row, column) => {
    const cell = row.cells[column];
    const value = cell.dataset.value ?? cell.textContent;
    const number = Number(value.replace(/,/g, ""));
    return value === "" || value === "–" ? null : Number.isNaN(number) ? value : number;
  };

  for (const table of document.querySelectorAll("table.sortable")) {
    const body = table.tBodies[0];
    const heads = [...table.tHead.rows[0].cells];
    heads.forEach((head, column) => {
      const button = document.createElement("button");
      button.type = "button";
      button.append(...head.childNodes);
      head.append(button);
      button.addEventListener("click", () => {
        const down = head.getAttribute("aria-sort") === "ascending";
        for (const other of heads) other.removeAttribute("aria-sort");
        head.setAttribute("aria-sort", down ? "descending" : "ascending");
        const rows = [...body.rows].sort((a, b) => {
          const [x, y] = [key(a, column), key(b, column)];
          if (x === null || y === null) return (x === null) - (y === null);
          const order =
            typeof x === "number" && typeof y === "number"
              ? x - y
              : String(x).localeCompare(String(y), "en", { numeric: true });
          return down ? -order : order;
        });
        body.append(...rows);
      });
    });
  }
})();
