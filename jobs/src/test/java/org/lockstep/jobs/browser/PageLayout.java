package org.lockstep.jobs.browser;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import java.util.TreeMap;

/** What is wrong with the layout of a page, as its tab shows it. */
public final class PageLayout {
  private PageLayout() {}

  /** Elements whose content is wider than they are, and texts of charts outside their figure. */
  public static JsonNode overflowing(Tab tab) {
    return tab.evaluate(
        """
        (() => {
          const found = [];
          for (const e of document.body.querySelectorAll("*")) {
            if (e.closest(".hidden, .frame, script, details:not([open]) > :not(summary)")) continue;
            if (getComputedStyle(e).display === "inline" || e.clientWidth === 0) continue;
            if (e.scrollWidth > e.clientWidth + 1) {
              found.push(`${e.tagName} ${e.className} ${e.scrollWidth} in ${e.clientWidth}`);
            }
          }
          for (const text of document.querySelectorAll(".plot text")) {
            if (!text.getClientRects().length) continue;
            const box = text.getBoundingClientRect();
            const figure = text.closest("figure").getBoundingClientRect();
            if (box.left < figure.left - 1 || box.right > figure.right + 1
                || box.bottom > figure.bottom + 1) {
              found.push("text " + text.textContent);
            }
          }
          return found;
        })()
        """);
  }

  /** Lines and bands of charts with more than one, whose style no visible name has. */
  public static JsonNode nameless(Tab tab) {
    return tab.evaluate(
        """
        [...document.querySelectorAll("figure.chart")].flatMap((figure) => {
          const drawn = [...figure.querySelectorAll(".line, .area")].map((d) => d.classList[1]);
          const named = [...figure.querySelectorAll(".key li, text.end")]
            .filter((name) => name.getClientRects().length > 0 && name.textContent.trim())
            .map((name) => [...name.classList].at(-1));
          return drawn.length === 1 && figure.querySelector("h3, h4, h5").textContent
            ? [] : drawn.filter((style) => !named.includes(style)).map((s) => figure.id + " " + s);
        })
        """);
  }

  /** Charts by their id, each with the number of its lines, areas and points that have a size. */
  public static Map<String, Integer> charts(Tab tab) {
    JsonNode found =
        tab.evaluate(
            """
            Object.fromEntries([...document.querySelectorAll("figure.chart")].map((figure) => [
              figure.id,
              [...figure.querySelectorAll(".line, .area, .speck")].filter((drawn) => {
                const box = drawn.getBoundingClientRect();
                return box.width > 0 && box.height >= 0 && box.width + box.height > 4;
              }).length,
            ]))
            """);
    Map<String, Integer> charts = new TreeMap<>();
    found.fields().forEachRemaining(e -> charts.put(e.getKey(), e.getValue().asInt()));
    return charts;
  }
}
